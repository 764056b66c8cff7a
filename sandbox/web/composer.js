// The foot of the chat: START, the line one writes in, replies, edits, files, voice and the bot's keyboard.
// Refuses to lose words: what the server did not take comes back into the line.

import { h, icon, iconButton, arrange } from "./dom.js";
import { Commands } from "./composer/commands.js";
import { Keys } from "./composer/keys.js";
import { grow, previewFiles } from "./composer/attach.js";
import { canRecord, record } from "./composer/recorder.js";
import { openAttachMenu } from "./composer/attachmenu.js";
import { nameOf, senderOf, summary } from "./render/kinds.js";

export class Composer {
  #context;
  #mode = null;
  #forced = null;
  #recording = null;

  constructor(context) {
    this.#context = context;
    this.commands = new Commands(context, (item, complete) => this.#command(item, complete));
    this.keys = new Keys(context);
    this.area = h("textarea", {
      class: "composer-text",
      rows: "1",
      dir: "auto",
      maxlength: "16384",
      "data-testid": "composer",
      autocomplete: "off",
      enterkeyhint: "send",
    });
    this.menu = h(
      "button",
      {
        type: "button",
        class: "composer-menu",
        "data-testid": "menu-button",
        "aria-haspopup": "listbox",
        onclick: () => this.#turnMenu(),
      },
      icon("menu"),
      h("span", {}),
    );
    this.clip = iconButton("clip", "", () => openAttachMenu(this.clip, this.#context), {
      "data-testid": "attach",
      "aria-haspopup": "menu",
    });
    this.send = iconButton("send", "", () => this.#submit(), { class: "send", "data-testid": "send" });
    this.mic = iconButton("mic", "", () => this.#record(), { class: "send mic", "data-testid": "voice-record" });
    this.banner = h("div", { class: "composer-banner", hidden: true, "data-testid": "composer-banner" });
    this.line = h(
      "div",
      { class: "composer-line" },
      this.menu,
      this.clip,
      this.area,
      this.keys.toggle,
      this.mic,
      this.send,
    );
    this.big = h("button", { type: "button", class: "composer-big" });
    this.el = h("footer", { class: "composer" });
    this.area.addEventListener("input", () => this.#typed());
    this.area.addEventListener("keydown", (event) => this.#key(event));
    this.area.addEventListener("blur", () => this.commands.hide());
    this.area.addEventListener("paste", (event) => this.#paste(event));
  }

  /** Shows what the chat allows right now: START, UNBLOCK, or the line. */
  draw() {
    const { chat, words } = this.#context;
    this.menu.lastChild.textContent = words.say("menu");
    this.menu.hidden = chat.commands.length === 0;
    for (const [node, key] of [
      [this.clip, "attach"],
      [this.send, this.#mode?.edit ? "save" : "send"],
      [this.mic, "voiceRecord"],
    ]) {
      node.setAttribute("aria-label", words.say(key));
      node.title = words.say(key);
    }
    this.area.setAttribute("aria-label", words.say("message"));
    this.area.placeholder = chat.replyKeyboard?.input_field_placeholder || words.say("message");
    this.keys.draw();
    this.#drawBanner();
    this.#drawSend();
    const fresh = !chat.group && chat.messages.size === 0;
    const big = chat.blocked ? ["unblock", "unblock"] : fresh ? ["start", "start"] : null;
    if (big) {
      this.big.textContent = words.say(big[0]);
      this.big.dataset.testid = big[1];
      this.big.onclick = () => (chat.blocked ? this.#context.actions.unblock() : this.#context.actions.send("/start"));
      this.commands.hide();
    }
    arrange(this.el, big ? [this.big] : [this.commands.el, this.banner, this.#recording ?? this.line, this.keys.el]);
    grow(this.area);
    this.#force();
  }

  /** Another person writes now: keeps the words of the one before. */
  change() {
    const { chat } = this.#context;
    this.#mode = chat.composing.replyTo ? { reply: chat.composing.replyTo } : null;
    this.#forced = null;
    this.area.value = chat.composing.text;
    this.commands.hide();
    this.draw();
  }

  focus() {
    if (this.area.isConnected) this.area.focus({ preventScroll: true });
  }

  reply(message) {
    this.#setMode({ reply: message });
  }

  edit(message) {
    this.area.value = message.text ?? message.caption ?? "";
    this.#setMode({ edit: message });
    this.area.setSelectionRange(this.area.value.length, this.area.value.length);
  }

  /** Leaves a reply or an edit; says whether there was one. */
  leave() {
    if (!this.#mode) return false;
    if (this.#mode.edit) this.#write("");
    this.#setMode(null);
    return true;
  }

  #setMode(mode) {
    this.#mode = mode;
    this.#context.chat.composing.replyTo = mode?.reply ?? null;
    this.draw();
    this.focus();
  }

  /** A bot may ask for a reply: its newest message is then answered. */
  #force() {
    const { chat } = this.#context;
    const { last } = chat;
    const asks = last && !chat.mine(last) && (last.reply_markup?.force_reply || chat.replyKeyboard?.force_reply);
    if (!asks || this.#forced === last.message_id || this.#mode) return;
    this.#forced = last.message_id;
    this.#mode = { reply: last };
    chat.composing.replyTo = last;
    if (last.reply_markup?.input_field_placeholder) this.area.placeholder = last.reply_markup.input_field_placeholder;
    this.#drawBanner();
    this.focus();
  }

  #drawBanner() {
    const { words } = this.#context;
    const mode = this.#mode;
    this.banner.hidden = !mode;
    if (!mode) return;
    const message = mode.edit ?? mode.reply;
    arrange(this.banner, [
      icon(mode.edit ? "edit" : "reply"),
      h(
        "div",
        { class: "composer-quote" },
        h("strong", {}, mode.edit ? words.say("editing") : nameOf(senderOf(message))),
        h("span", {}, summary(message, words)),
      ),
      iconButton("close", words.say("cancel"), () => this.leave(), { "data-testid": "banner-close" }),
    ]);
  }

  #drawSend() {
    const voice = !this.area.value.trim() && !this.#mode?.edit && canRecord();
    this.mic.hidden = !voice;
    this.send.hidden = voice;
    this.send.classList.toggle("ready", Boolean(this.area.value.trim()));
    this.send.querySelector("use").setAttribute("href", `/web/icons.svg#${this.#mode?.edit ? "check" : "send"}`);
  }

  #write(text) {
    this.area.value = text;
    this.#context.chat.composing.text = text;
    grow(this.area);
    this.#drawSend();
  }

  #typed() {
    grow(this.area);
    if (!this.#mode?.edit) this.#context.chat.composing.text = this.area.value;
    this.#drawSend();
    const name = this.#context.chat.group && /(?:^|\s)@(\w*)$/.exec(this.area.value);
    if (/^\/\w*$/.test(this.area.value)) this.commands.show(this.area.value);
    else if (name) this.commands.mention(name[1]);
    else this.commands.hide();
  }

  #key(event) {
    if (this.commands.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "ArrowUp" && !this.area.value && !this.#mode) {
      const own = this.#context.chat.visible().findLast(
        (message) => this.#context.chat.mine(message) && message.text,
      );
      if (!own) return;
      event.preventDefault();
      this.edit(own);
    }
  }

  async #submit() {
    const text = this.area.value.trim();
    if (!text) return;
    const { actions } = this.#context;
    const mode = this.#mode;
    const back = this.#context.chat;
    this.commands.hide();
    this.#write("");
    this.#setMode(null);
    const taken = mode?.edit
      ? await actions.edit(mode.edit.message_id, text)
      : await actions.send(text, mode?.reply?.message_id);
    if (taken || back !== this.#context.chat || this.area.value) return;
    this.#write(text);
    this.#setMode(mode);
  }

  #command(item, complete) {
    this.commands.hide();
    if (item.mention) {
      this.#write(this.area.value.replace(/@\w*$/, `@${item.mention} `));
      return this.focus();
    }
    const { chat, store, actions } = this.#context;
    const command = chat.group ? `/${item.command}@${store.bot.username}` : `/${item.command}`;
    if (complete) return this.#write(`${command} `);
    this.#write("");
    return actions.send(command);
  }

  #turnMenu() {
    if (this.commands.open) return this.commands.hide();
    this.focus();
    return this.commands.show();
  }

  #paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    previewFiles(files, true, this.#context);
  }

  async #record() {
    this.#recording = await record(this.#context, () => {
      this.#recording = null;
      this.draw();
    });
    this.draw();
    this.#recording?.querySelector(".send").focus();
  }
}

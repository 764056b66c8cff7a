// The head of the chat: the bot, what it does right now, and the chat's own menu.
// Refuses to act by itself: every entry of the menu is an action of the page.

import { h, iconButton } from "./dom.js";
import { canDo, groupEntries, groupStatus } from "./groupmenu.js";
import { openMenu } from "./overlay/menu.js";
import { avatar } from "./people.js";
import { nameOf } from "./render/kinds.js";

export class Header {
  #context;

  constructor(context) {
    this.#context = context;
    this.person = h("button", {
      type: "button",
      class: "header-person",
      "data-testid": "drawer",
      "aria-controls": "people",
      onclick: () => context.actions.drawer(),
    });
    this.mark = h("img", { class: "header-mark", src: "/web/mark.svg", alt: "", width: "42", height: "42" });
    this.face = h("span", { class: "avatar group-face", "aria-hidden": "true" });
    this.name = h("strong", { class: "header-name" });
    this.status = h("span", { class: "header-status", "data-testid": "status" });
    this.more = iconButton("more", "", () => this.#menu(), { "data-testid": "chat-menu", "aria-haspopup": "menu" });
    this.banner = h("div", { class: "banner", role: "status", "data-testid": "connection" });
    this.el = h(
      "header",
      { class: "header" },
      this.person,
      this.mark,
      this.face,
      h("div", { class: "header-lines" }, this.name, this.status),
      this.more,
    );
  }

  draw() {
    const { store, chat, words } = this.#context;
    const index = [...store.chats.keys()].indexOf(chat.person.id);
    const others = [...store.chats.values()].reduce((sum, other) => sum + (other === chat ? 0 : other.unread), 0);
    this.person.replaceChildren(
      avatar(chat.person, index),
      others ? h("span", { class: "badge dot" }, String(others)) : "",
    );
    this.person.setAttribute("aria-label", `${words.say("drawer")}: ${nameOf(chat.person)}`);
    this.mark.hidden = Boolean(chat.group);
    this.face.hidden = !chat.group;
    this.face.textContent = [...(chat.group?.title ?? "")][0] ?? "";
    this.name.textContent = chat.group?.title ?? (chat.name || store.bot.first_name);
    this.more.hidden = Boolean(chat.group) && !canDo(chat);
    this.more.setAttribute("aria-label", words.say("more"));
    this.more.title = words.say("more");
    const doing = chat.action ?? (chat.draft ? "typing" : null);
    this.status.classList.toggle("doing", Boolean(doing));
    this.status.replaceChildren(...(doing ? [words.say(doing), dots()] : [chat.group ? groupStatus(chat, words) : words.say("bot")]));
    this.banner.classList.toggle("shown", !store.connected);
    this.banner.replaceChildren(
      ...(store.connected ? [] : [h("span", { class: "banner-spinner", "aria-hidden": "true" }), words.say("lost")]),
    );
  }

  async #menu() {
    const { chat, words, actions } = this.#context;
    if (chat.group) return this.#open(await groupEntries(this.#context));
    const entries = [
      { icon: "star", label: words.say("myStars"), run: () => actions.showStars(), testid: "menu-stars" },
      { icon: "pin", label: words.say("location"), run: () => actions.location(), testid: "send-location" },
      chat.blocked
        ? { icon: "check", label: words.say("unblock"), run: () => actions.unblock(), testid: "menu-unblock" }
        : { icon: "ban", label: words.say("block"), run: () => actions.block(), danger: true, testid: "block" },
    ];
    return this.#open(entries.filter((entry) => chat.messages.size > 0 || entry.icon !== "pin"));
  }

  #open(entries) {
    const box = this.more.getBoundingClientRect();
    openMenu(entries, { x: box.right, y: box.bottom + 4 }, this.more);
  }
}

const dots = () => h("span", { class: "dots", "aria-hidden": "true" }, h("i", {}), h("i", {}), h("i", {}));

// One bubble: a message, an album, or a draft that will become a message in the same place.
// Refuses to rebuild what did not change, so an edit neither flickers nor closes a quote.

import { h, icon, iconButton, arrange } from "../dom.js";
import { formatted, onlyEmoji } from "./text.js";
import { media } from "./media.js";
import { card } from "./cards.js";
import { inlineKeyboard, isWaiting } from "./keyboard.js";
import { kindOf, nameOf, senderOf, serviceOf, signOf, summary } from "./kinds.js";
import { RichText, richEnd } from "./rich.js";
import { sender } from "./sender.js";

export class Bubble {
  #parts = new Map();
  #box = h("div", { class: "bubble" });
  #rich = null;

  constructor() {
    this.el = h("article", { class: "message", tabindex: "-1", "data-testid": "message" }, this.#box);
    this.messages = [];
  }

  /** Shows these messages (several are one album). */
  update(messages, context) {
    const [first] = messages;
    const { chat, words } = context;
    const own = chat.mine(first);
    const said = messages.find((message) => message.text || message.caption);
    const last = messages.at(-1);
    const edited = own ? messages.find((message) => message.edit_date && !message.edit_hide) : undefined;
    this.messages = messages;
    if (this.#service(first, words)) return;

    const content = this.#part("media", messages.map(mediaOf), () => media(messages, context));
    const text = said
      ? { text: said.text ?? said.caption, entities: said.entities ?? said.caption_entities, lang: words.lang }
      : null;
    const small = this.#part("card", [cardOf(first), words.lang], () => card(first, context));
    const large = Boolean(text && first.text && !first.entities && onlyEmoji(first.text));
    const meta = this.#part("meta", [last.date, edited?.edit_date, own, words.lang], () =>
      metaLine(last, edited, own, words),
    );
    const rich = first.rich_message ? this.#richText(first.rich_message, context) : null;
    const above = Boolean(said && messages.length === 1 && first.show_caption_above_media && first.caption);
    const body = this.#part("text", text, () =>
      h("div", { class: "text", dir: "auto" }, formatted(text.text, text.entities, context)),
    );
    const who = chat.group && !own ? senderOf(first) : null;
    const parts = [
      this.#part("sender", who && [who.id, nameOf(who)], () => sender.name(who)),
      this.#part("forward", first.forward_origin && [first.forward_origin, words.lang], () =>
        forwardLine(first.forward_origin, words),
      ),
      this.#part("reply", answers(first) && [replySignature(first), words.lang], () => replyLine(first, context)),
      above ? body : content,
      above ? content : small,
      above ? null : body,
      rich,
      content || rich || text || small
        ? null
        : this.#part("unknown", words.lang, () => h("div", { class: "text unknown" }, words.say("unsupported"))),
      this.#part(
        "reactions",
        messages.flatMap((message) => message.reactions ?? []),
        (list) => reactions(list),
      ),
    ].filter(Boolean);
    const foot = parts.at(-1);
    if (foot.matches(".text:not(.unknown), .reactions")) place(foot, meta);
    else parts.push(meta);
    arrange(this.#box, parts);

    const waiting = messages.some((message) => hasWaiting(chat, message));
    const keyboard = this.#part(
      "keyboard",
      [last.reply_markup?.inline_keyboard, last.paid_by, waiting && [...chat.busy.values()], words.lang, last.message_id],
      () => inlineKeyboard(last, context),
    );
    const face = this.#part("face", who && [who.id, nameOf(who)], () => sender.face(who));
    arrange(this.el, [face, this.#box, keyboard].filter(Boolean));

    const bare =
      !text &&
      kindOf(first) &&
      content &&
      ["photo", "video", "animation", "sticker", "video_note", "dice"].includes(kindOf(first));
    const classes = {
      out: own,
      in: !own,
      faced: Boolean(who),
      large,
      bare,
      draft: false,
      wide: Boolean(keyboard),
      sticker: ["sticker", "dice", "video_note"].includes(kindOf(first)),
      pictured: Boolean(content?.matches(".single, .album")),
    };
    for (const [name, on] of Object.entries(classes)) this.el.classList.toggle(name, Boolean(on));
    this.el.dataset.messageId = String(first.message_id);
    this.el.dataset.messageIds = messages.map((message) => message.message_id).join(" ");
    this.el.setAttribute(
      "aria-label",
      `${own ? words.say("you") : nameOf(senderOf(first))}, ${words.time(last.date)}: ${summary(said ?? first, words)}`,
    );
  }

  /** What happened to the group is a line of its own; says whether it is that. */
  #service(message, words) {
    const text = serviceOf(message, words);
    this.el.classList.toggle("service", Boolean(text));
    this.el.dataset.messageId = String(message.message_id);
    this.el.dataset.messageIds = String(message.message_id);
    if (!text) return false;
    arrange(this.el, [this.#part("service", text, () => h("span", { class: "service-line" }, text))]);
    this.el.setAttribute("aria-label", text);
    return true;
  }

  /** Shows `shown` units of a draft's text with a caret and its `tail` below, or that the bot thinks. */
  draft(draft, shown, tail, context) {
    const { words, actions } = context;
    const caret = this.#part("caret", true, () => h("span", { class: "caret", "aria-hidden": "true" }));
    if (draft.rich_message) caret.remove();
    const rich = draft.rich_message ? this.#richText(draft.rich_message, context) : null;
    if (rich) richEnd(rich).append(caret);
    const text = draft.text.slice(0, shown);
    const thinking = draft.text === "";
    const body = rich ?? this.#part("text", thinking ? [words.lang] : [text, draft.entities, tail], () =>
      thinking
        ? h("div", { class: "text thinking" }, words.say("thinking"))
        : h("div", { class: "text", dir: "auto" }, formatted(text, draft.entities, context)),
    );
    if (!thinking) {
      if (!body.contains(caret)) {
        endOf(body).append(caret);
        if (tail) body.append(h("span", { class: "tail" }, tail));
      }
    }
    const stop = draft.can_stop
      ? this.#part("stop", draft.draft_id, () =>
          iconButton("stop", words.say("stop"), () => actions.stop(draft.draft_id), {
            class: "stop",
            "data-testid": "stop",
          }),
        )
      : null;
    arrange(this.#box, [body]);
    arrange(this.el, [this.#box, stop].filter(Boolean));
    this.el.classList.add("in", "draft");
    this.el.dataset.draftId = String(draft.draft_id);
    this.el.setAttribute("aria-busy", "true");
  }

  /** The draft is over: the bubble waits for its message. */
  settle() {
    this.el.querySelector(".rich .caret")?.remove();
    delete this.el.dataset.draftId;
    this.el.removeAttribute("aria-busy");
  }

  #richText(message, context) {
    this.#rich ??= new RichText();
    return this.#rich.update(message, context);
  }

  #part(name, value, build) {
    const signature = JSON.stringify(value ?? null);
    const held = this.#parts.get(name);
    if (held?.signature === signature) return held.node;
    const empty =
      value === null || value === undefined || value === false || (Array.isArray(value) && value.length === 0);
    const node = empty ? null : build(value);
    this.#parts.set(name, { signature, node });
    return node;
  }
}

/** The time stands in the last line, of the text or of the reactions; there is only one. */
function place(foot, meta) {
  for (const old of foot.querySelectorAll(":scope > .meta")) if (old !== meta) old.remove();
  if (meta.parentNode !== foot) foot.append(meta);
}

/** Where a caret belongs: inside a block that the text ends with. */
function endOf(body) {
  const last = body.lastChild;
  if (!last?.matches?.(".pre, .quote")) return body;
  return last.querySelector("pre > code, .quote-text") ?? last;
}

const MEDIA = ["photo", "animation", "video", "video_note", "voice", "audio", "document", "sticker", "dice"];
const CARDS = ["venue", "location", "contact", "poll", "invoice"];

function mediaOf(message) {
  const kind = MEDIA.find((name) => message[name]);
  return kind ? [kind, message[kind], Boolean(message.has_media_spoiler)] : 0;
}

const cardOf = (message) => [...CARDS.map((name) => message[name] ?? null).filter(Boolean), message.paid_by ?? []];

function hasWaiting(chat, message) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  return rows
    .flat()
    .some((button) => button.callback_data !== undefined && isWaiting(chat, message.message_id, button.callback_data));
}

function metaLine(message, edited, own, words) {
  return h(
    "span",
    { class: "meta" },
    edited ? h("span", { class: "edited", title: words.moment(edited.edit_date) }, words.say("edited")) : null,
    h(
      "time",
      { datetime: new Date(message.date * 1000).toISOString(), title: words.moment(message.date) },
      words.time(message.date),
    ),
    own ? icon("checks", "checks") : null,
  );
}

function forwardLine(origin, words) {
  const who =
    nameOf(origin.sender_user) ||
    origin.sender_user_name ||
    origin.chat?.title ||
    origin.sender_chat?.title ||
    words.say("hidden");
  return h("div", { class: "forwarded" }, `${words.say("forwarded")} `, h("strong", {}, who));
}

/** In a topic, what answers nothing answers its opening; that is not worth showing. */
const answers = (message) => message.reply_to_message && !message.reply_to_message.forum_topic_created;

function replySignature(message) {
  const target = message.reply_to_message;
  return [target.message_id, target.text ?? target.caption, message.quote?.text, mediaOf(target)];
}

function replyLine(message, context) {
  const target = message.reply_to_message;
  const { words, actions } = context;
  const own = context.chat.mine(target);
  const sign = signOf(target);
  return h(
    "button",
    {
      type: "button",
      class: `reply ${own ? "to-own" : ""}`,
      onclick: () => actions.jumpTo(target.message_id),
      "data-testid": "reply-quote",
    },
    h("span", { class: "reply-name" }, nameOf(senderOf(target))),
    h("span", { class: "reply-text" }, sign ? icon(sign) : null, message.quote?.text ?? summary(target, words)),
  );
}

function reactions(list) {
  const counts = new Map();
  for (const emoji of list) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  return h(
    "div",
    { class: "reactions", "data-testid": "reactions" },
    [...counts].map(([emoji, count]) =>
      h("span", { class: "reaction" }, emoji, count > 1 ? h("b", {}, String(count)) : null),
    ),
  );
}

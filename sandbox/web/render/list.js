// The list of messages: days, groups, albums, the draft at the end, and where the eye stays.
// Refuses to jump: it follows the newest message only while the reader is at the bottom.

import { h, iconButton, arrange, calm } from "../dom.js";
import { Bubble } from "./bubble.js";
import { DraftLine } from "./draft.js";
import { emptyChat } from "./empty.js";
import { senderOf, serviceOf } from "./kinds.js";

const PAGE = 120;
const NEAR = 60;
const AHEAD = 600;
const GROUP_SECONDS = 600;
const REST = 1200;

export class List {
  #rows = new Map();
  #days = new Map();
  #shown = PAGE;
  #stick = true;
  #measured = "";
  #resting = 0;
  #context;
  #place = null;

  constructor(context) {
    this.#context = context;
    this.inner = h("div", { class: "list-inner" });
    this.live = h("div", { class: "offscreen", "aria-live": "polite", "data-testid": "announcer" });
    this.scroller = h(
      "div",
      { class: "list", role: "log", "aria-live": "off", tabindex: "0", "data-testid": "messages" },
      this.inner,
    );
    this.badge = h("span", { class: "badge", "data-testid": "down-count" });
    this.down = iconButton("down", "", () => this.toEnd(), { class: "down", "data-testid": "scroll-down" });
    this.down.append(this.badge);
    this.el = h("div", { class: "list-area" }, this.scroller, this.down, this.live);
    this.draftLine = new DraftLine(() => this.#placeDraft());
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const follow = new ResizeObserver(() => this.#stick && this.#jumpToEnd());
    follow.observe(this.inner);
    follow.observe(this.scroller);
  }

  get atBottom() {
    return this.#stick;
  }

  /** Shows the chat as it is now; `fresh` begins at its end. */
  draw(fresh = false) {
    const { chat, words } = this.#context;
    if (fresh || this.#place !== chat.key) {
      this.#place = chat.key;
      this.#rows.clear();
      this.#days.clear();
      this.draftLine.reset();
      this.#stick = true;
    }
    if (this.#stick) this.#shown = PAGE;
    this.scroller.setAttribute("aria-label", words.say("messages"));
    this.#adoptDraft();
    this.#fill();
    this.#countDown();
    if (this.#stick) this.#jumpToEnd();
  }

  /** The draft has a new text, or is over. */
  drawDraft() {
    this.draftLine.update(this.#context);
    this.#placeDraft();
  }

  toEnd() {
    this.#stick = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: calm() ? "auto" : "smooth" });
    this.#scrolled();
  }

  /** Brings a message into view and lets it glow for a moment. */
  jumpTo(messageId) {
    const find = () => this.inner.querySelector(`[data-message-ids~="${Number(messageId)}"]`);
    while (!find() && this.#shown < this.#context.chat.messages.size) {
      this.#shown += PAGE;
      this.#fill();
    }
    const node = find();
    if (!node) return;
    this.#stick = false;
    node.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    node.classList.remove("glow");
    requestAnimationFrame(() => node.classList.add("glow"));
    node.addEventListener("animationend", () => node.classList.remove("glow"), { once: true });
  }

  announce(text) {
    this.live.textContent = text;
  }

  bubbleOf(node) {
    const id = node.closest(".message")?.dataset.messageId;
    return id ? (this.#rows.get(Number(id)) ?? null) : null;
  }

  #fill() {
    const { chat } = this.#context;
    const messages = chat.visible().sort((a, b) => a.message_id - b.message_id).slice(-this.#shown);
    const groups = albums(messages);
    const kept = new Set(groups.map((group) => group[0].message_id));
    for (const id of this.#rows.keys()) if (!kept.has(id)) this.#rows.delete(id);
    const sections = [];
    let before = null;
    for (const group of groups) {
      const [first] = group;
      if (!before || dayKey(before.date) !== dayKey(first.date))
        sections.push({ day: this.#day(first.date), nodes: [] });
      const { nodes } = sections.at(-1);
      const fresh = !this.#rows.has(first.message_id);
      const bubble = this.#rows.get(first.message_id) ?? new Bubble();
      this.#rows.set(first.message_id, bubble);
      bubble.update(group, this.#context);
      const joined = before && sameGroup(before, first);
      bubble.el.classList.toggle("first", !joined);
      bubble.el.classList.add("last");
      if (joined) nodes.at(-1).classList.remove("last");
      if (fresh && this.inner.childElementCount > 0 && this.#stick) appear(bubble.el);
      nodes.push(bubble.el);
      before = group.at(-1);
    }
    for (const { day, nodes } of sections) arrange(day, [day.firstChild, ...nodes]);
    const rest = [];
    if (messages.length === 0 && !chat.draft) rest.push(emptyChat(this.#context));
    if (this.draftLine.visible) rest.push(this.draftLine.el);
    arrange(this.inner, [...sections.map(({ day }) => day), ...rest]);
    if (this.draftLine.visible) this.#joinDraft();
  }

  #day(date) {
    const key = `${dayKey(date)} ${this.#context.words.lang}`;
    if (!this.#days.has(key)) {
      const label = h("span", {}, this.#context.words.day(date));
      this.#days.set(key, h("section", { class: "day" }, h("div", { class: "day-label" }, label)));
    }
    return this.#days.get(key);
  }

  /** The first new message of the bot takes over the bubble in which its draft was shown. */
  #adoptDraft() {
    const { chat } = this.#context;
    if (!this.draftLine.visible || chat.draft) return;
    const last = chat.last;
    if (!last || chat.mine(last) || this.#rows.has(last.message_id) || last.message_id <= this.draftLine.after) return;
    const first = last.media_group_id
      ? [...chat.messages.values()].find((message) => message.media_group_id === last.media_group_id)
      : last;
    if (!this.#rows.has(first.message_id)) this.#rows.set(first.message_id, this.draftLine.handOver());
  }

  #placeDraft() {
    const { visible, el } = this.draftLine;
    if (visible && el.parentNode !== this.inner) {
      this.inner.querySelector(".empty")?.remove();
      this.inner.append(el);
      this.#joinDraft();
      appear(el);
    } else if (!visible && el?.parentNode === this.inner) {
      el.remove();
      this.#fill();
    }
    if (this.#stick) this.#jumpToEnd();
  }

  /** A draft right after the bot's own words belongs to their group. */
  #joinDraft() {
    const { el } = this.draftLine;
    const before = this.inner.querySelector(":scope > .day:nth-last-child(2)")?.lastElementChild;
    const joined = Boolean(before?.matches(".message.in"));
    el.classList.toggle("first", !joined);
    el.classList.add("last");
    if (joined) before.classList.remove("last");
  }

  #jumpToEnd() {
    const { scrollHeight, clientHeight } = this.scroller;
    this.#measured = `${scrollHeight} ${clientHeight}`;
    this.scroller.scrollTop = scrollHeight;
    this.#float();
  }

  /** A day that floats over its messages is shown only while the reader scrolls. */
  #float() {
    const { scrollTop } = this.scroller;
    for (const { firstChild: label } of this.inner.querySelectorAll(":scope > .day"))
      label.classList.toggle("afloat", label.parentNode.offsetTop < scrollTop);
    this.inner.classList.toggle("scrolling", !this.#stick);
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.inner.classList.remove("scrolling"), REST);
  }

  /** A scroll that came from a change of size is not the reader's wish. */
  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const measured = `${scrollHeight} ${clientHeight}`;
    if (this.#stick && measured !== this.#measured) this.#jumpToEnd();
    else this.#stick = scrollHeight - scrollTop - clientHeight < NEAR;
    this.#measured = measured;
    this.#float();
    if (scrollTop < AHEAD && !this.#stick) this.#older();
    this.#countDown();
  }

  /** Shows a page more above, from what is here or from the server; what is in view stays where it is. */
  async #older() {
    const { chat, actions } = this.#context;
    if (this.#shown >= chat.messages.size && !(await actions.older())) return;
    const { scrollTop, scrollHeight } = this.scroller;
    this.#shown += PAGE;
    this.#fill();
    this.scroller.scrollTop = scrollTop + this.scroller.scrollHeight - scrollHeight;
  }

  #countDown() {
    const { chat, words, actions } = this.#context;
    if (this.#stick && !document.hidden) actions.read();
    const count = this.#stick ? 0 : chat.unread;
    this.down.classList.toggle("shown", !this.#stick);
    this.down.tabIndex = this.#stick ? -1 : 0;
    this.down.setAttribute(
      "aria-label",
      count ? `${words.say("down")}, ${words.say("newMessages", { n: count })}` : words.say("down"),
    );
    this.badge.textContent = count ? String(count) : "";
  }
}

function albums(messages) {
  const groups = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (message.media_group_id && last?.[0].media_group_id === message.media_group_id) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

const dayKey = (unix) => new Date(unix * 1000).toDateString();
const SILENT = { say: () => "-" };
const sameGroup = (a, b) =>
  senderOf(a).id === senderOf(b).id && !serviceOf(a, SILENT) && !serviceOf(b, SILENT) && b.date - a.date < GROUP_SECONDS && dayKey(a.date) === dayKey(b.date);

function appear(node) {
  node.classList.add("appear");
  node.addEventListener("animationend", () => node.classList.remove("appear"), { once: true });
}

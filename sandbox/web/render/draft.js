// The bubble of a draft: it reveals what the bot streams at an even pace and then hands itself over.
// Refuses to vanish at once when a draft ends, because its message is usually a moment behind.

import { calm } from "../dom.js";
import { Bubble } from "./bubble.js";

const GRACE = 700;
const FASTEST = 250;
const SLOWEST = 1100;

export class DraftLine {
  #bubble = null;
  #draft = null;
  #shown = 0;
  #tail = "";
  #frame = 0;
  #leaving = 0;
  #beat = 500;
  #came = 0;
  #changed;

  constructor(changed) {
    this.#changed = changed;
    this.after = 0;
  }

  get visible() {
    return this.#bubble !== null;
  }

  get el() {
    return this.#bubble?.el ?? this.last;
  }

  reset() {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#leaving);
    this.#bubble = null;
    this.#draft = null;
    this.#shown = 0;
  }

  update(context) {
    const { draft } = context.chat;
    if (!draft) return this.#leave();
    clearTimeout(this.#leaving);
    if (!this.#bubble) {
      this.#bubble = new Bubble();
      this.#shown = 0;
      this.after = context.chat.last?.message_id ?? 0;
    }
    if (draft.rich_message) {
      cancelAnimationFrame(this.#frame);
      [this.#draft, this.#shown, this.#tail] = [draft, 0, ""];
      this.#bubble.draft(draft, 0, "", context);
      this.#changed();
      return undefined;
    }
    if (this.#draft?.text !== draft.text) {
      this.#feelBeat();
      this.#tail = tail(this.#draft?.text ?? "", draft.text);
    }
    this.#shown = Math.min(this.#shown, common(this.#draft?.text ?? "", draft.text));
    this.#draft = draft;
    this.#reveal(context);
    return undefined;
  }

  /** How far apart the pieces come: words are revealed for about as long as the next piece takes. */
  #feelBeat() {
    const now = performance.now();
    const apart = Math.min(SLOWEST, Math.max(FASTEST, now - this.#came));
    this.#beat = this.#shown === 0 ? FASTEST : (this.#beat + apart) / 2;
    this.#came = now;
  }

  /** Gives the bubble to the message that finishes the draft. */
  handOver() {
    const bubble = this.#bubble;
    bubble.settle();
    this.reset();
    return bubble;
  }

  #leave() {
    if (!this.#bubble) return;
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => {
      this.last = this.#bubble?.el;
      this.reset();
      this.#changed();
    }, GRACE);
  }

  #reveal(context) {
    cancelAnimationFrame(this.#frame);
    const target = this.#draft.text.length - this.#tail.length;
    if (calm() || document.hidden || this.#shown >= target) this.#shown = target;
    const pace = Math.max(12, target - this.#shown) / this.#beat;
    let before = performance.now();
    const step = (now) => {
      if (!this.#bubble) return;
      this.#shown = Math.min(target, this.#shown + Math.max(1, pace * Math.max(0, now - before)));
      before = now;
      this.#bubble.draft(this.#draft, whole(this.#draft.text, Math.floor(this.#shown)), this.#tail, context);
      this.#changed();
      if (this.#shown < target) this.#frame = requestAnimationFrame(step);
    };
    step(before);
  }
}

function common(a, b) {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

/** The last paragraph, when it stood there before: a line under the words that grow, as of the queue. */
function tail(before, text) {
  const at = text.lastIndexOf("\n\n");
  return at > 0 && before.endsWith(text.slice(at)) ? text.slice(at) : "";
}

/** Never half an emoji. */
function whole(text, length) {
  const unit = text.charCodeAt(length - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? length - 1 : length;
}

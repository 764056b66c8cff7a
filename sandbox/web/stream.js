// Keeps the event streams open: the current person's always, the others' by short glances.
// Refuses to hold one line per person: a browser gives a host six, and two windows must both live.

import * as api from "./api.js";

const GLANCE_EVERY = 3000;
const GLANCE_FOR = 800;
const SLOWEST = 5000;

export class Streams {
  #store;
  #source = null;
  #retry = null;
  #failures = 0;
  #glances = new Map();

  constructor(store) {
    this.#store = store;
    setInterval(() => this.#glanceAll(), GLANCE_EVERY);
    addEventListener("online", () => this.#again(0));
    addEventListener("beforeunload", () => this.#close());
  }

  /** Follows the current person from the cursor that their chat has reached. */
  follow() {
    this.#close();
    const chat = this.#store.home;
    this.#endGlance(chat.person.id);
    const source = new EventSource(api.eventsUrl(chat.person.id, chat.cursor));
    this.#source = source;
    source.onopen = () => {
      this.#failures = 0;
      this.#connected(true);
    };
    source.onmessage = (message) => this.#take(chat, message);
    source.onerror = () => {
      if (this.#source !== source) return;
      this.#failures += 1;
      this.#connected(false);
      this.#again(Math.min(SLOWEST, 400 * 2 ** this.#failures));
    };
  }

  /** Loads a chat whole; the way in, and the way back when the server has forgotten our cursor. */
  async load(chat) {
    chat.fill(await api.chat(chat.seat));
    this.#store.tell("chat", chat);
    if (chat.group) return;
    const { groups } = await api.groups(chat.person.id);
    await Promise.all(groups.map((group) => this.load(this.#store.addGroup(chat, group))));
  }

  /** Everything that a person hears comes by one stream; what is about a group names it. */
  #take(home, message) {
    const event = JSON.parse(message.data);
    if (event.chat_id === undefined) return this.#apply(home, event, home);
    if (event.cursor !== undefined) home.cursor = event.cursor;
    const chat = this.#store.group(home.person.id, event.chat_id);
    if (event.kind === "gone") return chat && this.#leave(chat, event.moved_to);
    if (chat) return this.#apply(chat, event, home);
    return event.kind === "group" ? this.load(this.#store.addGroup(home, event.group)).catch(() => {}) : undefined;
  }

  #apply(chat, event, home) {
    const change = chat.apply(event);
    if (change === "reset") this.#restore(home);
    else if (change) this.#store.tell(change, chat, event);
  }

  #leave(chat, movedTo) {
    const open = chat === this.#store.chat;
    this.#store.removeGroup(chat);
    this.#store.tell("left", open ? chat : null, movedTo ?? null);
  }

  async #restore(chat) {
    try {
      await this.load(chat);
      if (chat === this.#store.home) this.follow();
    } catch {
      this.#again(1000);
    }
  }

  #again(delay) {
    this.#close();
    const chat = this.#store.home;
    if (!chat?.loaded) return;
    this.#retry = setTimeout(() => (this.#failures > 1 ? this.#restore(chat) : this.follow()), delay);
  }

  #close() {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }

  #connected(value) {
    if (this.#store.connected === value) return;
    this.#store.connected = value;
    this.#store.tell("connection");
  }

  #glanceAll() {
    if (document.hidden || !this.#store.connected) return;
    for (const chat of this.#store.chats.values()) {
      if (chat.loaded && chat !== this.#store.home) this.#glance(chat);
    }
  }

  #glance(chat) {
    const id = chat.person.id;
    this.#endGlance(id);
    const source = new EventSource(api.eventsUrl(id, chat.cursor));
    this.#glances.set(id, source);
    source.onmessage = (message) => this.#take(chat, message);
    setTimeout(() => this.#glances.get(id) === source && this.#endGlance(id), GLANCE_FOR);
  }

  #endGlance(id) {
    this.#glances.get(id)?.close();
    this.#glances.delete(id);
  }
}

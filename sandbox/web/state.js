// What every person's chat holds, and how an event of the server changes it.
// Refuses to draw and to speak to the server: it only tells its listeners what changed.

const seenKey = (id) => `atelier.seen.${id}`;

function remembered(key) {
  try {
    return Number(localStorage.getItem(key)) || 0;
  } catch {
    return 0;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, String(value));
  } catch {
    return;
  }
}

/** One person's chat: with the bot alone, or, with a `group`, one among many that belongs to their `home`. */
export class Chat {
  #person;

  constructor(person, home = null, group = null) {
    this.#person = person;
    this.home = home;
    this.group = group;
    this.topic = null;
    this.loaded = false;
    this.cursor = 0;
    this.messages = new Map();
    this.draft = null;
    this.action = null;
    this.commands = [];
    this.menuButton = null;
    this.replyKeyboard = null;
    this.blocked = false;
    this.name = "";
    this.description = "";
    this.stars = { balance: 0, subscriptions: [] };
    this.ahead = 0;
    this.seen = remembered(seenKey(this.key));
    this.complete = false;
    this.reacted = new Map();
    this.busy = new Map();
    this.answered = new Set();
    this.composing = { text: "", replyTo: null };
  }

  get person() {
    return this.home?.person ?? this.#person;
  }

  set person(person) {
    this.#person = person;
  }

  get id() {
    return this.group?.id ?? this.person.id;
  }

  /** Tells this chat of this person from all others. */
  get key() {
    return this.group ? `${this.person.id}/${this.group.id}` : String(this.person.id);
  }

  /** Where the person is, for the server. */
  get seat() {
    return { person: this.person.id, chat: this.id, topic: this.topic };
  }

  /** The messages to be seen now: of a forum, those of the open topic. */
  visible() {
    const all = [...this.messages.values()];
    return this.group?.is_forum ? all.filter((message) => topicOf(message) === this.topic) : all;
  }

  fill(snapshot) {
    this.cursor = snapshot.cursor;
    this.messages = new Map(snapshot.messages.map((message) => [message.message_id, message]));
    this.draft = snapshot.draft;
    this.action = snapshot.action;
    this.commands = snapshot.commands ?? [];
    this.menuButton = snapshot.menu_button ?? null;
    this.replyKeyboard = snapshot.reply_keyboard ?? null;
    this.blocked = Boolean(snapshot.blocked);
    this.name = snapshot.name ?? "";
    this.description = snapshot.description ?? "";
    this.group = snapshot.group ?? this.group;
    this.stars = snapshot.stars ?? this.stars;
    this.ahead = snapshot.ahead ?? this.ahead;
    this.complete = false;
    this.loaded = true;
  }

  /** Puts older messages before the known ones; none means that this is the beginning. */
  fillBefore(older) {
    this.complete = older.length === 0;
    this.messages = new Map([...older.map((message) => [message.message_id, message]), ...this.messages]);
  }

  get last() {
    let last = null;
    for (const message of this.messages.values()) last = message;
    return last;
  }

  mine(message) {
    return message.from?.id === this.person.id;
  }

  get unread() {
    let count = 0;
    for (const message of this.messages.values()) if (message.message_id > this.seen && !this.mine(message)) count += 1;
    return count;
  }

  read() {
    const last = this.last?.message_id ?? 0;
    if (last <= this.seen) return false;
    this.seen = last;
    remember(seenKey(this.key), last);
    return true;
  }

  /** Applies one event; answers with what changed, or `reset` when the chat must be loaded again. */
  apply(event) {
    if (event.cursor !== undefined) this.cursor = event.cursor;
    const change = CHANGES[event.kind];
    return change ? change(this, event) : null;
  }
}

/** The topic that a message stands in; General is null. */
export const topicOf = (message) => (message.is_topic_message ? message.message_thread_id : null);

const CHANGES = {
  message(chat, { message }) {
    chat.messages.set(message.message_id, message);
    if (!chat.mine(message)) {
      chat.draft = null;
      chat.action = null;
    }
    return "message";
  },
  edit(chat, { message }) {
    const before = chat.messages.get(message.message_id);
    if (!before) return null;
    chat.messages.set(message.message_id, { ...message, reactions: message.reactions ?? before.reactions });
    return "messages";
  },
  delete(chat, { message_ids: ids }) {
    for (const id of ids) chat.messages.delete(id);
    return "messages";
  },
  draft(chat, { draft }) {
    chat.draft = draft;
    return "draft";
  },
  action(chat, { action }) {
    chat.action = action;
    return "action";
  },
  answer(chat, event) {
    if (!chat.busy.delete(event.callback_query_id)) chat.answered.add(event.callback_query_id);
    return "answer";
  },
  commands(chat, { commands, menu_button: menuButton }) {
    chat.commands = commands;
    if (menuButton !== undefined) chat.menuButton = menuButton;
    return "composer";
  },
  reaction(chat, { message_id: id, reactions }) {
    const message = chat.messages.get(id);
    if (!message) return null;
    chat.messages.set(id, { ...message, reactions });
    return "messages";
  },
  reply_keyboard(chat, { reply_keyboard: keyboard }) {
    chat.replyKeyboard = keyboard;
    return "composer";
  },
  person(chat, event) {
    chat.person = { ...chat.person, ...event.person };
    chat.name = event.name ?? chat.name;
    chat.description = event.description ?? chat.description;
    if (event.blocked !== undefined) chat.blocked = event.blocked;
    return "person";
  },
  stars(chat, { stars }) {
    chat.stars = stars;
    return "stars";
  },
  payment: () => "payment",
  clock(chat, { ahead }) {
    chat.ahead = ahead;
    return "clock";
  },
  group(chat, { group, commands }) {
    chat.group = group;
    chat.commands = commands ?? chat.commands;
    if (chat.topic && !group.topics.some((topic) => topic.thread_id === chat.topic)) chat.topic = null;
    return "chat";
  },
  reset: () => "reset",
};

/** All chats, the bot, and who we are at the moment. */
export class Store {
  #listeners = new Set();

  constructor() {
    this.bot = null;
    this.chats = new Map();
    this.groups = new Map();
    this.current = null;
    this.room = null;
    this.connected = true;
  }

  setPeople({ bot, people }) {
    this.bot = bot;
    this.chats = new Map(people.map((person) => [person.id, new Chat(person)]));
  }

  get chat() {
    return this.group(this.current, this.room) ?? this.home;
  }

  /** The chat with the bot alone of the person one is. */
  get home() {
    return this.chats.get(this.current) ?? null;
  }

  group(person, id) {
    return this.groups.get(`${person}/${id}`) ?? null;
  }

  groupsOf(person) {
    return [...this.groups.values()].filter((chat) => chat.person.id === person);
  }

  addGroup(home, group) {
    const chat = this.group(home.person.id, group.id) ?? new Chat(home.person, home, group);
    this.groups.set(chat.key, chat);
    return chat;
  }

  removeGroup(chat) {
    this.groups.delete(chat.key);
  }

  listen(listener) {
    this.#listeners.add(listener);
  }

  tell(what, chat = this.chat, detail = null) {
    for (const listener of this.#listeners) listener(what, chat, detail);
  }
}

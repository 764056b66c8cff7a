// Puts the chat together: the store, the streams, the parts of the page, and the keys that work everywhere.
// Refuses to draw anything itself.

import * as api from "./api.js";
import { makeActions } from "./actions.js";
import { Composer } from "./composer.js";
import { acceptDrops } from "./composer/attach.js";
import { h } from "./dom.js";
import { Header } from "./header.js";
import { messageMenu } from "./messagemenu.js";
import { openPaySheet } from "./overlay/paysheet.js";
import { openStars, refreshStars } from "./overlay/stars.js";
import { openLightbox } from "./overlay/lightbox.js";
import { People } from "./people.js";
import { Topics } from "./topics.js";
import { nameOf, senderOf, sizes, summary } from "./render/kinds.js";
import { List } from "./render/list.js";
import { Store } from "./state.js";
import { Streams } from "./stream.js";
import { setAhead, Words } from "./words.js";

const store = new Store();
const streams = new Streams(store);

const context = {
  store,
  words: new Words(navigator.language),
  get chat() {
    return store.chat;
  },
};
context.actions = makeActions(store, {
  words: () => context.words,
  become,
  openTopic,
  showPhoto,
  showStars: () => openStars(context),
  showBill: (wanted) => openPaySheet(wanted, context),
  drawer: () => people.toggle(),
  toEnd: () => list.toEnd(),
  jumpTo: (messageId) => list.jumpTo(messageId),
  reply: (message) => composer.reply(message),
  startEdit: (message) => composer.edit(message),
  focusComposer: () => composer.focus(),
  reload: () => streams.load(store.chat),
});

let started = false;
const list = new List(context);
const people = new People(context);
const header = new Header(context);
const topics = new Topics(context);
const composer = new Composer(context);
const room = h("main", { class: "room" }, header.el, header.banner, topics.el, list.el, composer.el);
messageMenu(list, context);

const DRAW = {
  chat: () => (header.draw(), topics.draw(), list.draw(), composer.draw()),
  message: () => (header.draw(), topics.draw(), list.draw(), composer.draw()),
  messages: () => (list.draw(), composer.draw()),
  draft: () => (header.draw(), list.drawDraft()),
  action: () => header.draw(),
  composer: () => composer.draw(),
  person: () => (speak(), header.draw(), list.draw(), composer.draw()),
  connection: () => header.draw(),
  read: () => (header.draw(), topics.draw()),
  answer: () => list.draw(),
};

store.listen((what, chat, detail) => {
  if (what === "payment") context.actions.settled(detail);
  if (what === "stars" && chat === store.home) refreshStars();
  if (what === "clock" && chat === store.home) timePassed();
  if (what === "left") {
    if (chat) become(store.current, detail);
  } else if (chat === store.chat) {
    if (what === "chat") speak();
    DRAW[what]?.();
    if (what === "chat") list.drawDraft();
    if (what === "answer") context.actions.answered(detail);
    if (what === "message" && !chat.mine(detail.message))
      list.announce(`${nameOf(senderOf(detail.message))}: ${summary(detail.message, context.words)}`);
    if (what === "message" && chat.mine(detail.message)) list.toEnd();
  } else if (what === "message") header.draw();
  people.draw();
});

/** The page speaks the language of the person one is. */
function speak() {
  setAhead(store.home.ahead);
  context.words = new Words(store.chat.person.language_code ?? "en");
  document.documentElement.lang = context.words.lang;
}

/** It is later now than it was a moment ago. */
function timePassed() {
  speak();
  list.draw(true);
}

/** One is a person now, in their chat with the bot or in one of their groups. */
async function become(id, room = null) {
  people.toggle(false);
  if (!store.chats.has(id)) return;
  const before = store.current;
  store.current = id;
  store.room = store.group(id, room) ? room : null;
  if (store.chat.key !== location.hash.slice(1)) history.replaceState(null, "", `#${store.chat.key}`);
  if (!store.chat.loaded) await streams.load(store.chat);
  speak();
  header.draw();
  topics.draw();
  list.draw(true);
  list.drawDraft();
  composer.change();
  people.draw();
  if (before !== id || !started) streams.follow();
  started = true;
  if (matchMedia("(hover: hover)").matches) composer.focus();
}

/** Another topic of the forum one is in. */
function openTopic(thread) {
  store.chat.topic = thread;
  header.draw();
  topics.draw();
  list.draw(true);
  composer.change();
}

function showPhoto(message) {
  const shown = store.chat.visible().filter((item) => item.photo);
  const photos = shown.map((item) => {
    const { full } = sizes(item.photo);
    return {
      src: api.fileUrl(store.current, full.file_unique_id),
      name: `photo-${item.message_id}.jpg`,
      caption: item.caption,
      note: context.words.moment(item.date),
    };
  });
  openLightbox(
    photos,
    shown.findIndex((item) => item.message_id === message.message_id),
    context.words,
  );
}

function shortcuts(event) {
  const typing = event.target.closest?.("input, textarea, select, dialog, .menu");
  if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
    const id = [...store.chats.keys()][Number(event.code.at(-1)) - 1];
    if (id === undefined) return;
    event.preventDefault();
    become(id);
  } else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    composer.focus();
  } else if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
    if (people.open) people.toggle(false);
    else composer.leave();
  }
}

/** The person and the group that the address names. */
const wantedPlace = () => location.hash.slice(1).split("/").map(Number);

async function begin() {
  store.setPeople(await api.people());
  const [wanted, group] = wantedPlace();
  const first = store.chats.has(wanted) ? wanted : store.chats.keys().next().value;
  store.current = first;
  await Promise.all([...store.chats.values()].map((chat) => streams.load(chat)));
  document.getElementById("app").append(people.el, people.veil, room);
  acceptDrops(room, context);
  await become(first, group);
  addEventListener("keydown", shortcuts);
  addEventListener("hashchange", () => become(...wantedPlace()));
  document.addEventListener("visibilitychange", () => !document.hidden && list.atBottom && context.actions.read());
}

async function beginSoon() {
  try {
    await begin();
  } catch (error) {
    const wait = h("p", { class: "starting", role: "status" }, context.words.say("lost"), h("span", {}, error.message));
    document.getElementById("app").replaceChildren(wait);
    setTimeout(() => (wait.remove(), beginSoon()), 1500);
  }
}

beginSoon();

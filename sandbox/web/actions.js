// Everything a person can do, as calls of the server with what is shown while it answers.
// Refuses to change the chat itself: the server's events do that.

import * as api from "./api.js";
import { copy } from "./dom.js";
import { ask, alertDialog } from "./overlay/dialog.js";
import { choosePlace } from "./overlay/places.js";
import { toast } from "./overlay/toast.js";

const PATIENCE = 20_000;
const DAY = 86_400;
let guesses = 0;

/** The actions over `store`; `page` has what only the page can do (become, drawer, showPhoto, jumpTo …). */
export function makeActions(store, page) {
  const words = () => page.words();
  const id = () => store.current;
  const seat = () => store.chat.seat;

  const reason = (error) =>
    error instanceof api.Refused ? words().say("failed", { why: error.message }) : words().say("offline");

  async function attempt(promise) {
    try {
      await promise;
      return true;
    } catch (error) {
      toast(reason(error));
      return false;
    }
  }

  async function tap(messageId, data) {
    const { chat } = store;
    const guess = `pressing-${(guesses += 1)}`;
    chat.busy.set(guess, { messageId, data });
    store.tell("messages", chat);
    const end = (key) => chat.busy.delete(key) && store.tell("messages", chat);
    try {
      const { callback_query_id: query } = await api.tap(chat.seat, messageId, data);
      chat.busy.delete(guess);
      if (!chat.answered.delete(query)) {
        chat.busy.set(query, { messageId, data });
        setTimeout(() => end(query), PATIENCE);
      }
      store.tell("messages", chat);
    } catch (error) {
      end(guess);
      toast(reason(error));
    }
  }

  /** Payments that wait for their end, and ends that came before they were waited for. */
  const waiting = new Map();
  const ends = new Map();

  function settled(end) {
    const tell = waiting.get(end.checkout_id);
    if (tell) tell(end);
    else ends.set(end.checkout_id, end);
  }

  /** Pays, and answers with how it ended. */
  async function pay(wanted) {
    try {
      const { checkout_id: id } = await api.pay(seat(), wanted);
      const end = await (ends.get(id) ?? soon((tell) => waiting.set(id, tell)));
      ends.delete(id);
      waiting.delete(id);
      return end ?? { state: "failed", code: "BOT_PRECHECKOUT_TIMEOUT" };
    } catch (error) {
      return { state: "failed", code: error.message, error: reason(error) };
    }
  }

  const soon = (begin) =>
    new Promise((tell) => {
      begin(tell);
      setTimeout(() => tell(null), PATIENCE);
    });

  /** A value, or null with the reason told. */
  async function got(promise) {
    try {
      return await promise;
    } catch (error) {
      toast(reason(error));
      return null;
    }
  }

  /** What the bot answered to a press: nothing, a toast, an alert, or an address to open. */
  function answered({ text, show_alert: alert, url }) {
    if (text && alert) alertDialog(text, store.chat.name || store.bot.first_name, words());
    else if (text) toast(text);
    if (!url || !URL.canParse(url)) return;
    const target = new URL(url);
    if (deepLink(target) || !["http:", "https:"].includes(target.protocol)) return;
    ask(
      {
        title: words().say("openLink"),
        text: target.href,
        act: words().say("open"),
        run: () => open(target.href, "_blank", "noopener,noreferrer"),
      },
      words(),
    );
  }

  /** A link to this very bot is a /start with its payload; one to an invoice opens its sheet. */
  function deepLink(url) {
    if (["t.me", "telegram.me"].includes(url.hostname) && /^\/(\$|invoice\/)/.test(url.pathname)) {
      page.showBill({ url: `https://t.me${url.pathname}` });
      return true;
    }
    const path = url.pathname.replace(/^\//, "");
    const ours =
      ["t.me", "telegram.me"].includes(url.hostname) && path.toLowerCase() === store.bot.username?.toLowerCase();
    if (!ours) return false;
    const payload = url.searchParams.get("start");
    if (payload !== null) page.become(store.current).then(() => send(`/start ${payload}`));
    return true;
  }

  const send = (text, replyTo) => {
    page.toEnd();
    return attempt(api.send(seat(), text, replyTo));
  };

  return {
    ...page,
    send,
    tap,
    answered,
    deepLink,
    pay,
    settled,
    bill: (wanted) => got(api.bill(seat(), wanted)),
    topUp: (stars) => got(api.topUp(id(), stars).then(({ balance }) => balance)),
    editSubscription: (subscription, act) => attempt(api.editSubscription(id(), subscription, act)),
    passOn(messageId) {
      page.toEnd();
      return attempt(api.passOn(seat(), messageId, seat()));
    },
    advanceDays: (days) => attempt(api.advance(days * DAY)),
    toast,
    canWrite: () => Boolean(store.chat.group) || (store.chat.messages.size > 0 && !store.chat.blocked),
    onGroup: (act) => attempt(api.actOnGroup(seat(), act)),
    privacy: () => api.privacy(),
    setPrivacy: (readsAll) => attempt(api.setPrivacy(readsAll)),
    forward({ text, from, forward_origin: origin, date }) {
      page.toEnd();
      return attempt(api.forward(seat(), text, origin ?? { type: "user", date, sender_user: from }));
    },
    stop: (draftId) => attempt(api.stop(seat(), draftId)),
    edit: (messageId, text) => attempt(api.edit(seat(), messageId, text)),
    block: () => attempt(api.block(id()).then(page.reload)),
    unblock: () => attempt(api.unblock(id()).then(page.reload)),
    language: (code) => attempt(api.language(id(), code).then(page.reload)),
    upload(files, as, caption) {
      page.toEnd();
      return attempt(api.upload(seat(), files, as, caption));
    },
    contact: (value) => attempt(api.contact(seat(), value)),
    poll: (question, options) => attempt(api.poll(seat(), question, options)),
    sticker: (emoji) => attempt(api.sticker(seat(), emoji)),
    react(messageId, emoji) {
      const { reacted } = store.chat;
      const next = reacted.get(messageId) === emoji ? null : emoji;
      reacted.set(messageId, next);
      return attempt(api.react(seat(), messageId, next ? [next] : []));
    },
    /** Loads a page of older messages; says whether there were any. */
    async older() {
      const { chat } = store;
      const [first] = chat.messages.keys();
      if (chat.complete || first === undefined) return false;
      chat.complete = true;
      const got = await attempt(api.chat(chat.seat, first).then(({ messages }) => chat.fillBefore(messages)));
      if (!got) chat.complete = false;
      return got && !chat.complete && chat === store.chat;
    },
    location: () => choosePlace(words(), (latitude, longitude) => attempt(api.location(seat(), latitude, longitude))),
    async copyText(text) {
      if (await copy(text)) toast(words().say("copied"));
    },
    remove(messageIds) {
      const run = () => attempt(api.remove(seat(), messageIds));
      ask(
        {
          title: words().say("removeQuestion"),
          text: words().say("removeNote"),
          act: words().say("remove"),
          danger: true,
          run,
        },
        words(),
      );
    },
    read() {
      if (store.chat.read()) store.tell("read");
    },
  };
}

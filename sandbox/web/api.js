// The people API of the sandbox, one function a call.
// Refuses to keep state or to swallow a failure: a refusal is thrown in the server's words.

export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.name = "Refused";
    this.status = status;
  }
}

async function call(path, options) {
  const response = await fetch(path, { cache: "no-store", ...options });
  const body = await response.text();
  let value = null;
  try {
    value = body ? JSON.parse(body) : null;
  } catch {
    throw new Refused(body.slice(0, 200), response.status);
  }
  if (!response.ok) throw new Refused(value?.error ?? response.statusText, response.status);
  return value;
}

const post = (path, value = {}) =>
  call(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(value) });

export const people = () => call("/people");
export const eventsUrl = (id, since) => `/people/${id}/events?since=${encodeURIComponent(since)}`;
export const fileUrl = (id, unique) => `/people/${id}/files/${encodeURIComponent(unique)}`;

/** Where a person acts: `{person, chat, topic}`; a number is their own chat with the bot. */
function at(seat, verb, more = {}) {
  const { person, chat, topic } = typeof seat === "number" ? { person: seat } : seat;
  const query = new URLSearchParams(more);
  if (chat !== undefined && chat !== person) query.set("chat", chat);
  if (topic) query.set("topic", topic);
  return `/people/${person}/${verb}${query.size ? `?${query}` : ""}`;
}

export const chat = (seat, before) => call(at(seat, "chat", before ? { before } : {}));
export const send = (seat, text, replyTo) => post(at(seat, "send"), replyTo ? { text, reply_to: replyTo } : { text });
export const forward = (seat, text, origin) => post(at(seat, "send"), { text, forwarded: origin });
export const tap = (seat, messageId, data) => post(at(seat, "tap"), { message_id: messageId, data });
export const stop = (seat, draftId) => post(at(seat, "stop"), { draft_id: draftId });
export const edit = (seat, messageId, text) => post(at(seat, "edit"), { message_id: messageId, text });
export const remove = (seat, messageIds) => post(at(seat, "delete"), { message_ids: messageIds });
export const block = (id) => post(`/people/${id}/block`);
export const unblock = (id) => post(`/people/${id}/unblock`);
export const language = (id, code) => post(`/people/${id}/language`, { language_code: code });
export const location = (seat, latitude, longitude) => post(at(seat, "location"), { latitude, longitude });

export const contact = (seat, value) => post(at(seat, "contact"), value);
export const poll = (seat, question, options) => post(at(seat, "poll"), { question, options });
export const sticker = (seat, emoji) => post(at(seat, "sticker"), { emoji });
export const react = (seat, messageId, reactions) => post(at(seat, "react"), { message_id: messageId, reactions });

export const bill = (seat, wanted) => call(at(seat, "invoice", wanted));
export const pay = (seat, wanted) => post(at(seat, "pay"), wanted);
export const topUp = (id, stars) => post(`/people/${id}/stars`, { top_up: stars });
export const editSubscription = (id, subscription, act) => post(`/people/${id}/subscription`, { id: subscription, act });
export const passOn = (seat, messageId, to) => post(at(seat, "forward"), { message_id: messageId, to: to.chat, topic: to.topic });
export const advance = (seconds) => post("/control/clock", { advance: seconds });

export const groups = (id) => call(`/people/${id}/groups`);
export const actOnGroup = (seat, act) => post(at(seat, "group"), act);
export const privacy = () => call("/groups/privacy");
export const setPrivacy = (readsAll) => post("/groups/privacy", { reads_all: readsAll });

export function upload(seat, files, as, caption) {
  const form = new FormData();
  form.append("as", as);
  if (caption) form.append("caption", caption);
  for (const file of files) form.append("files", file, file.name);
  return call(at(seat, "upload"), { method: "POST", body: form });
}

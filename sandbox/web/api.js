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
export const chat = (id, before) => call(`/people/${id}/chat${before ? `?before=${before}` : ""}`);
export const eventsUrl = (id, since) => `/people/${id}/events?since=${encodeURIComponent(since)}`;
export const fileUrl = (id, unique) => `/people/${id}/files/${encodeURIComponent(unique)}`;

export const send = (id, text, replyTo) => post(`/people/${id}/send`, replyTo ? { text, reply_to: replyTo } : { text });
export const forward = (id, text, origin) => post(`/people/${id}/send`, { text, forwarded: origin });
export const tap = (id, messageId, data) => post(`/people/${id}/tap`, { message_id: messageId, data });
export const stop = (id, draftId) => post(`/people/${id}/stop`, { draft_id: draftId });
export const edit = (id, messageId, text) => post(`/people/${id}/edit`, { message_id: messageId, text });
export const remove = (id, messageIds) => post(`/people/${id}/delete`, { message_ids: messageIds });
export const block = (id) => post(`/people/${id}/block`);
export const unblock = (id) => post(`/people/${id}/unblock`);
export const language = (id, code) => post(`/people/${id}/language`, { language_code: code });
export const location = (id, latitude, longitude) => post(`/people/${id}/location`, { latitude, longitude });

export const contact = (id, value) => post(`/people/${id}/contact`, value);
export const poll = (id, question, options) => post(`/people/${id}/poll`, { question, options });
export const sticker = (id, emoji) => post(`/people/${id}/sticker`, { emoji });
export const react = (id, messageId, reactions) => post(`/people/${id}/react`, { message_id: messageId, reactions });

export function upload(id, files, as, caption) {
  const form = new FormData();
  form.append("as", as);
  if (caption) form.append("caption", caption);
  for (const file of files) form.append("files", file, file.name);
  return call(`/people/${id}/upload`, { method: "POST", body: form });
}

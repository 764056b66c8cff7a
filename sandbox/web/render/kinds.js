// Names what a message is and sums it up in one line.
// Refuses to build nodes.

import { richLine } from "./richline.js";

/** The first kind of content that a message carries, or null. */
export function kindOf(message) {
  return KINDS.find((kind) => message[kind] !== undefined && message[kind] !== null) ?? null;
}

const KINDS = [
  "text",
  "rich_message",
  "photo",
  "animation",
  "video",
  "video_note",
  "voice",
  "audio",
  "document",
  "sticker",
  "venue",
  "location",
  "contact",
  "poll",
  "dice",
  "invoice",
];

/** What happened to a group or was paid, in words; null for what somebody said. */
export function serviceOf(message, words) {
  const who = nameOf(senderOf(message));
  const names = (users) => users.map(nameOf).join(", ");
  const say = (key, values) => words.say(key, { who, ...values });
  if (message.new_chat_members) return say("joined", { names: names(message.new_chat_members) });
  if (message.left_chat_member) return say("leftGroup", { names: nameOf(message.left_chat_member) });
  if (message.new_chat_title) return say("renamed", { title: message.new_chat_title });
  if (message.group_chat_created || message.supergroup_chat_created) return say("groupMade", {});
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return say("upgraded", {});
  if (message.forum_topic_created) return say("topicOpened", { title: message.forum_topic_created.name });
  if (message.forum_topic_closed) return say("topicClosed", {});
  if (message.successful_payment) return paidLine(message.successful_payment, words, say);
  if (message.refunded_payment) return say("refunded", { n: words.count?.(message.refunded_payment.total_amount) });
  if (message.forum_topic_reopened) return say("topicReopened", {});
  return null;
}

function paidLine({ total_amount: amount, subscription_expiration_date: until, is_first_recurring: first }, words, say) {
  const values = { n: words.count?.(amount), date: until && words.date?.(until) };
  if (!until) return say("paidStars", values);
  return say(first ? "subscribed" : "renewed", values);
}

/** Who is seen to speak: a person, the bot, or the group for an admin who hides. */
export const senderOf = (message) =>
  message.sender_chat ? { id: message.sender_chat.id, first_name: message.sender_chat.title } : message.from;

/** One line for a preview, a reply or a screen reader. */
export function summary(message, words) {
  const service = serviceOf(message, words);
  if (service) return service;
  const kind = kindOf(message);
  if (kind === "text") return flat(message.text);
  if (kind === "rich_message") return richLine(message.rich_message);
  const said = message.caption ? flat(message.caption) : null;
  switch (kind) {
    case "photo":
      return said ?? words.say("photo");
    case "document":
      return said ?? message.document.file_name ?? words.say("file");
    case "audio":
      return said ?? message.audio.title ?? message.audio.file_name ?? words.say("audio");
    case "sticker":
      return `${message.sticker.emoji ?? ""} ${words.say("sticker")}`.trim();
    case "dice":
      return message.dice.emoji;
    case "venue":
      return message.venue.title;
    case "contact":
      return [message.contact.first_name, message.contact.last_name].filter(Boolean).join(" ");
    case "poll":
      return message.poll.question;
    case "invoice":
      return message.invoice.title;
    case "video_note":
      return words.say("video");
    case null:
      return said ?? words.say("unsupported");
    default:
      return said ?? words.say(kind);
  }
}

const SIGNS = {
  photo: "photo",
  document: "file",
  voice: "mic",
  audio: "note",
  video: "play",
  animation: "play",
  location: "pin",
  venue: "pin",
  contact: "user",
  invoice: "star",
};

/** The icon that stands before a summary, or null for plain text. */
export const signOf = (message) => SIGNS[kindOf(message)] ?? null;

const flat = (text) => text.replace(/\s+/g, " ").trim();

/** The name under which a sender is shown. */
export function nameOf(user) {
  return [user?.first_name, user?.last_name].filter(Boolean).join(" ");
}

/** The best size of a photo for a bubble, and the largest for the lightbox. */
export function sizes(photo) {
  const sorted = [...photo].sort((a, b) => a.width * a.height - b.width * b.height);
  return {
    shown: sorted.find((size) => Math.max(size.width, size.height) >= 800) ?? sorted.at(-1),
    full: sorted.at(-1),
  };
}

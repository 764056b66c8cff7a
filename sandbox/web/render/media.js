// Photos, albums, videos, stickers and files inside a bubble.
// Refuses to lay out with measured pixels: every box has its ratio before its bytes arrive.

import { h, icon } from "../dom.js";
import * as api from "../api.js";
import { kindOf, sizes } from "./kinds.js";
import { voice, audio } from "./player.js";

const ROWS = {
  2: [2],
  3: [1, 2],
  4: [2, 2],
  5: [2, 3],
  6: [3, 3],
  7: [2, 2, 3],
  8: [2, 3, 3],
  9: [3, 3, 3],
  10: [3, 3, 4],
};
const SMALLEST = 16;
const between = (low, value, high) => Math.min(high, Math.max(low, value));

/** The media of one message or of an album; null when there are none. */
export function media(messages, context) {
  if (messages.length === 1) return BUILD[kindOf(messages[0])]?.(messages[0], context) ?? null;
  if (messages.every((message) => tileable(message))) return album(messages, context);
  return h(
    "div",
    { class: "media stack" },
    messages.map((message) => BUILD[kindOf(message)]?.(message, context)),
  );
}

const tileable = (message) => Boolean(message.photo || message.video);
const url = (file, { chat }) => api.fileUrl(chat.person.id, file.file_unique_id);

function ratioOf(message) {
  const box = message.photo ? sizes(message.photo).full : message.video;
  return between(0.56, (box.width || 4) / (box.height || 3), 2.2);
}

function album(messages, context) {
  const plan =
    messages.length === 2 && messages.every((message) => ratioOf(message) > 1.5)
      ? [1, 1]
      : (ROWS[messages.length] ?? [3]);
  const left = [...messages];
  const rows = plan.map((count) => {
    const tiles = left.splice(0, count);
    const ratios = tiles.map((message) =>
      count === 1 ? between(1.2, ratioOf(message), 2) : between(0.7, ratioOf(message), 1.7),
    );
    const total = ratios.reduce((sum, ratio) => sum + ratio, 0);
    return h(
      "div",
      { class: "album-row", style: { "aspect-ratio": String(total) } },
      tiles.map((message, index) =>
        h("div", { class: "tile", style: { "flex-grow": String(ratios[index]) } }, tile(message, context)),
      ),
    );
  });
  return h("div", { class: "media album", "data-testid": "album" }, rows);
}

const tile = (message, context) => (message.photo ? picture(message, context) : film(message, context));

function picture(message, context) {
  const { shown } = sizes(message.photo);
  const image = h("img", {
    src: url(shown, context),
    alt: message.caption ?? context.words.say("photo"),
    decoding: "async",
    draggable: "false",
  });
  const ready = () => image.classList.add("ready");
  image.addEventListener("load", ready);
  if (image.complete && image.naturalWidth) ready();
  return hidden(
    message,
    h(
      "button",
      {
        type: "button",
        class: "picture",
        "data-testid": "photo",
        "aria-label": message.caption ?? context.words.say("photo"),
        onclick: () => context.actions.showPhoto(message),
      },
      image,
    ),
  );
}

function hidden(message, node) {
  if (!message.has_media_spoiler) return node;
  node.classList.add("veiled");
  node.addEventListener(
    "click",
    (event) => {
      if (!node.classList.contains("veiled")) return;
      event.stopImmediatePropagation();
      node.classList.remove("veiled");
    },
    true,
  );
  return node;
}

function film(message, context, props = {}) {
  const file = message.video ?? message.animation ?? message.video_note;
  return h("video", {
    src: url(file, context),
    controls: true,
    preload: "metadata",
    playsinline: true,
    "aria-label": context.words.say("video"),
    ...props,
  });
}

function boxed(message, node, extra, widest = 430) {
  const file = message.photo ? sizes(message.photo).full : (message.video ?? message.animation);
  const ratio = between(0.56, (file.width || 16) / (file.height || 9), 2.4);
  const width = Math.round(between(120, Math.min(widest, 430 * ratio, Math.max(file.width || 320, 200)), widest));
  return h(
    "div",
    { class: `media single ${extra}`, style: { "aspect-ratio": String(ratio), "--width": `${width}px` } },
    node,
  );
}

const BUILD = {
  photo: (message, context) => boxed(message, picture(message, context), "photo"),
  video: (message, context) => boxed(message, hidden(message, film(message, context)), "video"),
  animation: (message, context) =>
    boxed(
      message,
      film(message, context, { autoplay: true, loop: true, muted: true, controls: false }),
      "video animation",
    ),
  video_note: (message, context) => h("div", { class: "media round" }, film(message, context)),
  voice: (message, context) => voice(message.voice, url(message.voice, context), context),
  audio: (message, context) => audio(message.audio, url(message.audio, context), context),
  document: (message, context) => file(message.document, context),
  sticker: (message, context) => sticker(message.sticker, context),
  dice: (message) =>
    h(
      "div",
      { class: "media huge" },
      message.dice.emoji,
      h("span", { class: "dice-value" }, String(message.dice.value)),
    ),
};

/** A sticker without a picture worth showing is its emoji. */
function sticker(item, context) {
  if (item.is_animated) return h("div", { class: "media huge" }, item.emoji ?? "🖼");
  const node = item.is_video
    ? h("video", {
        src: url(item, context),
        autoplay: true,
        loop: true,
        muted: true,
        playsinline: true,
        "aria-label": item.emoji ?? "",
      })
    : h("img", {
        src: url(item, context),
        alt: item.emoji ?? context.words.say("sticker"),
        width: item.width,
        height: item.height,
      });
  const box = h("div", { class: "media sticker" }, node);
  node.addEventListener(
    "load",
    () => node.naturalWidth < SMALLEST && item.emoji && box.replaceChildren(h("span", { class: "huge" }, item.emoji)),
  );
  return box;
}

const HUES = {
  pdf: 2,
  zip: 42,
  gz: 42,
  doc: 216,
  docx: 216,
  xls: 140,
  xlsx: 140,
  csv: 140,
  json: 270,
  html: 20,
  md: 200,
  epub: 32,
  fb2: 32,
  txt: 200,
  mp3: 310,
  png: 180,
  jpg: 180,
  jpeg: 180,
};

function file(document, context) {
  const { words } = context;
  const name = document.file_name ?? words.say("file");
  const extension = name.includes(".") ? name.split(".").pop().slice(0, 5).toLowerCase() : "";
  return h(
    "a",
    {
      class: "media file",
      href: url(document, context),
      download: name,
      "data-testid": "document",
      "aria-label": `${words.say("download")}: ${name}`,
      style: { "--hue": String(HUES[extension] ?? 250) },
    },
    h(
      "span",
      { class: "file-icon" },
      h("span", { class: "file-extension" }, extension),
      icon("download", "file-arrow"),
    ),
    h(
      "span",
      { class: "file-lines" },
      h("span", { class: "file-name" }, cut(name)),
      h("span", { class: "file-size" }, words.size(document.file_size ?? 0)),
    ),
  );
}

/** A long name keeps its end, where the extension stands. */
export function cut(name) {
  const letters = [...name];
  return letters.length <= 42 ? name : `${letters.slice(0, 26).join("")}…${letters.slice(-14).join("")}`;
}

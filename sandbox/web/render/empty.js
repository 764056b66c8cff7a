// The chat before its first message: the bot introduces itself.
// Refuses to start anything: START stands in the composer.

import { h } from "../dom.js";

export function emptyChat({ chat, words, store }) {
  if (chat.group) return h("div", { class: "empty", "data-testid": "empty" }, h("p", { class: "empty-note" }, words.say("empty")));
  const text = chat.description || "";
  return h(
    "div",
    { class: "empty", "data-testid": "empty" },
    h("img", { src: "/web/mark.svg", alt: "", width: "112", height: "112" }),
    h("h2", {}, chat.name || store.bot.first_name),
    text
      ? h("div", { class: "empty-card" }, h("strong", {}, words.say("whatBot")), h("p", {}, text))
      : h("p", { class: "empty-note" }, words.say("empty")),
  );
}

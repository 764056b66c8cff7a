// Short notices over the chat.
// Refuses to pile up: a new notice takes the place of the one before.

import { h } from "../dom.js";

let shown = null;

export function toast(text) {
  shown?.remove();
  const node = h("div", { class: "toast", role: "status", "data-testid": "toast", onclick: () => node.remove() }, text);
  shown = node;
  document.getElementById("overlays").append(node);
  setTimeout(() => node.classList.add("leaving"), Math.min(7000, 2600 + text.length * 30));
  node.addEventListener("animationend", (event) => event.animationName === "toast-out" && node.remove());
}

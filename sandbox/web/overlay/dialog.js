// Modal dialogs: the bot's alerts, questions, and the frame for larger ones.
// Refuses to trap anyone: Esc and a press beside the dialog always close it.

import { h } from "../dom.js";

/** Opens `content` in a modal; answers with a function that closes it. */
export function openDialog(content, { label, testid = "dialog", extra = "", onclose } = {}) {
  const dialog = h("dialog", { class: `dialog ${extra}`, "aria-label": label, "data-testid": testid }, content);
  const origin = document.activeElement;
  const close = () => dialog.open && dialog.close();
  dialog.addEventListener("pointerdown", (event) => event.target === dialog && close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    onclose?.();
    if (origin?.isConnected) origin.focus({ preventScroll: true });
  });
  document.getElementById("overlays").append(dialog);
  dialog.showModal();
  return close;
}

/** What the bot wants to be read: a text and one button. */
export function alertDialog(text, title, words) {
  const close = openDialog(
    [
      h("strong", { class: "dialog-title" }, title),
      h("p", { class: "dialog-text" }, text),
      h(
        "div",
        { class: "dialog-buttons" },
        h(
          "button",
          { type: "button", class: "button primary", "data-testid": "alert-ok", onclick: () => close() },
          words.say("ok"),
        ),
      ),
    ],
    { label: title, testid: "alert" },
  );
}

/** A question with a way out; `act` is the label of the deed. */
export function ask({ title, text, act, danger = false, run }, words) {
  const yes = () => {
    close();
    run();
  };
  const close = openDialog(
    [
      h("strong", { class: "dialog-title" }, title),
      text ? h("p", { class: "dialog-text" }, text) : null,
      h(
        "div",
        { class: "dialog-buttons" },
        h(
          "button",
          { type: "button", class: "button", "data-testid": "dialog-cancel", onclick: () => close() },
          words.say("cancel"),
        ),
        h(
          "button",
          {
            type: "button",
            class: `button ${danger ? "danger" : "primary"}`,
            "data-testid": "dialog-act",
            onclick: yes,
          },
          act,
        ),
      ),
    ],
    { label: title },
  );
}

// What can be done with one message: by right press, double press, or the keys in the list.
// Refuses to offer what the server would refuse.

import { h } from "./dom.js";
import { openMenu } from "./overlay/menu.js";

const REACTIONS = ["👍", "❤", "🔥", "🎉", "🤔", "👎"];

/** Lets the messages of `list` be chosen. */
export function messageMenu(list, context) {
  const { inner, scroller } = list;
  inner.addEventListener("contextmenu", (event) => {
    const bubble = list.bubbleOf(event.target);
    if (!bubble || event.target.closest("a[href], .keyboard") || String(getSelection()).length > 0) return;
    event.preventDefault();
    open(bubble, { x: event.clientX, y: event.clientY });
  });
  inner.addEventListener("dblclick", (event) => {
    const bubble = list.bubbleOf(event.target);
    if (!bubble || event.target.closest("button, a, video, .player, .text, .keyboard")) return;
    getSelection().removeAllRanges();
    context.actions.reply(bubble.messages[0]);
  });
  scroller.addEventListener("keydown", (event) => {
    const at = document.activeElement.closest?.(".message");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step && !event.target.closest(".wave")) {
      const all = [...inner.querySelectorAll(".message[data-message-id]")];
      const next = at ? all[all.indexOf(at) + step] : all.at(-1);
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    } else if (
      at === event.target &&
      (event.key === "Enter" || event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey))
    ) {
      const bubble = list.bubbleOf(at);
      if (!bubble) return;
      event.preventDefault();
      const box = at.querySelector(".bubble").getBoundingClientRect();
      open(bubble, { x: box.left + 24, y: Math.min(box.bottom, innerHeight - 200) });
    }
  });

  function reactionRow(message) {
    const { chat, actions } = context;
    const mine = chat.reacted.get(message.message_id);
    return h(
      "div",
      { class: "menu-reactions", role: "group" },
      REACTIONS.map((emoji) =>
        h(
          "button",
          {
            type: "button",
            class: "menu-reaction",
            "aria-pressed": String(mine === emoji),
            "data-testid": "react",
            onclick: () => actions.react(message.message_id, emoji),
          },
          emoji,
        ),
      ),
    );
  }

  function open(bubble, point) {
    const { chat, words, actions } = context;
    const { messages, el } = bubble;
    const said = messages.find((message) => message.text || message.caption);
    const own = chat.mine(messages[0]);
    const entries = [
      { icon: "reply", label: words.say("reply"), testid: "menu-reply", run: () => actions.reply(messages[0]) },
      said && {
        icon: "copy",
        label: words.say("copy"),
        testid: "menu-copy",
        run: () => actions.copyText(said.text ?? said.caption),
      },
      messages[0].text && {
        icon: "forward",
        label: words.say("forwardHere"),
        testid: "menu-forward",
        run: () => actions.forward(messages[0]),
      },
      messages[0].invoice && {
        icon: "forward",
        label: words.say("forwardHere"),
        testid: "menu-forward",
        run: () => actions.passOn(messages[0].message_id),
      },
      own &&
        said && { icon: "edit", label: words.say("edit"), testid: "menu-edit", run: () => actions.startEdit(said) },
      {
        icon: "trash",
        label: words.say("remove"),
        danger: true,
        testid: "menu-delete",
        run: () => actions.remove(messages.map((message) => message.message_id)),
      },
    ].filter(Boolean);
    openMenu(chat.blocked ? entries.slice(1) : entries, point, el, chat.blocked ? null : reactionRow(messages[0]));
  }
}

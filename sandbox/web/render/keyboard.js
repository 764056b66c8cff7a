// The inline keyboard under a bubble.
// Refuses to guess what a button does: it hands the press to the actions and shows the waiting.

import { h, icon, copy } from "../dom.js";
import { isPaid } from "./cards.js";
import { link } from "./text.js";

/** Rows of buttons of one message, or null. */
export function inlineKeyboard(message, context) {
  const rows = message.reply_markup?.inline_keyboard?.filter((row) => row.length > 0);
  if (!rows?.length) return null;
  return h(
    "div",
    { class: "keyboard", "data-testid": "keyboard" },
    rows.map((row, y) =>
      h(
        "div",
        { class: "keyboard-row" },
        row.map((button, x) => key(button, message, `${y}:${x}`, context)),
      ),
    ),
  );
}

function key(button, message, place, context) {
  const props = {
    class: `key ${styleOf(button)}`,
    "data-testid": "inline-button",
    "data-place": place,
    title: button.text,
  };
  const label = h("span", { class: "key-label" }, button.text);
  if (button.disabled)
    return h("button", { ...props, type: "button", disabled: true, title: context.words.say("disabled") }, label);
  if (button.url || button.login_url) {
    const node = link(button.url ?? button.login_url.url, context, props.class);
    for (const [name, value] of Object.entries(props)) if (name.startsWith("data-")) node.setAttribute(name, value);
    node.append(label, icon("open", "key-sign"));
    return node;
  }
  if (button.copy_text)
    return h(
      "button",
      { ...props, type: "button", onclick: () => copied(button, context) },
      label,
      icon("copy", "key-sign"),
    );
  if (button.pay)
    return h(
      "button",
      {
        ...props,
        class: isPaid(message, context) ? props.class : `${props.class} pay`,
        type: "button",
        onclick: () => context.actions.showBill({ message_id: message.message_id }),
      },
      h("span", { class: "key-label" }, payLabel(button, message, context)),
    );
  if (button.callback_data === undefined) {
    return h(
      "button",
      { ...props, type: "button", onclick: () => context.actions.toast(context.words.say("inSandbox")) },
      label,
    );
  }
  const waiting = isWaiting(context.chat, message.message_id, button.callback_data);
  return h(
    "button",
    {
      ...props,
      class: `${props.class}${waiting ? " waiting" : ""}`,
      type: "button",
      "aria-busy": waiting ? "true" : null,
      "data-callback": button.callback_data,
      onclick: () => context.actions.tap(message.message_id, button.callback_data),
    },
    label,
    h("span", { class: "key-spinner", "aria-hidden": "true" }),
  );
}

export const isWaiting = (chat, messageId, data) =>
  [...chat.busy.values()].some((tap) => tap.messageId === messageId && tap.data === data);

/** What was paid can be paid once more. */
const payLabel = (button, message, context) =>
  isPaid(message, context)
    ? context.words.say("payAgain", { n: context.words.count(message.invoice.total_amount) })
    : button.text.replaceAll("XTR", "⭐");

const styleOf = (button) => (["primary", "danger", "success"].includes(button.style) ? button.style : "plain");

async function copied(button, { actions, words }) {
  if (await copy(button.copy_text.text)) actions.toast(words.say("copied"));
}

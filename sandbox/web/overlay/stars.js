// A person's Stars: what there is, more of them, and the subscriptions that are paid from them.
// Refuses to say what a subscription is good for: that is the bot's business.

import { h } from "../dom.js";
import { openDialog } from "./dialog.js";

const PACKS = [1000, 10_000];
let redraw = null;

/** The Stars of the person one is have changed: what is open shows it. */
export const refreshStars = () => redraw?.();

export function openStars(context) {
  const { words, actions } = context;
  const body = h("div", { class: "stars" });
  const close = openDialog(body, {
    label: words.say("myStars"),
    testid: "stars",
    extra: "stars-dialog",
    onclose: () => (redraw = null),
  });
  redraw = () => {
    const { balance, subscriptions } = context.store.home.stars;
    body.replaceChildren(
      h("strong", { class: "dialog-title" }, words.say("myStars")),
      h("p", { class: "stars-balance", "data-testid": "stars-balance" }, `${words.count(balance)} ⭐`),
      h(
        "div",
        { class: "stars-packs" },
        PACKS.map((pack) =>
          h(
            "button",
            { type: "button", class: "button soft", "data-testid": "top-up", onclick: () => actions.topUp(pack) },
            `+${words.count(pack)} ⭐`,
          ),
        ),
      ),
      h("h2", { class: "stars-title" }, words.say("subscriptions")),
      ...(subscriptions.length
        ? subscriptions.map((one) => subscription(one, context))
        : [h("p", { class: "pay-note" }, words.say("noSubscriptions"))]),
      h(
        "div",
        { class: "dialog-buttons" },
        h("button", { type: "button", class: "button", "data-testid": "stars-close", onclick: close }, words.say("close")),
      ),
    );
  };
  redraw();
}

function subscription(one, { words, actions }) {
  const notes = { active: "paysNext", canceled: "endsOn", failed: "notRenewed" };
  const note = words.say(notes[one.state], { date: words.date(one.until) });
  const [act, label] = { active: ["cancel", "renewOff"], canceled: ["resume", "renewOn"], failed: ["resume", "payNow"] }[one.state];
  const barred = one.barred && one.state !== "active";
  return h(
    "div",
    { class: `subscription ${one.state}`, "data-testid": "subscription", "data-state": one.state },
    h(
      "span",
      { class: "card-lines" },
      h("strong", {}, one.title),
      h("span", {}, `${words.say("monthly", { n: words.count(one.price) })} · ${note}`),
      barred ? h("span", {}, words.say("endedByBot")) : null,
    ),
    barred
      ? null
      : h(
          "button",
          {
            type: "button",
            class: `button ${act === "cancel" ? "danger" : ""}`.trim(),
            "data-testid": `subscription-${act}`,
            onclick: () => actions.editSubscription(one.id, act),
          },
          words.say(label),
        ),
  );
}

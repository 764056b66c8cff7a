// The sheet on which somebody looks at a price and pays it, and then reads how it ended.
// Refuses to pay by itself: nothing is asked of the bot before Pay was pressed.

import { h, icon } from "../dom.js";
import { openDialog } from "./dialog.js";

const LEAST_TOP_UP = 1000;

/** Opens the sheet for `{message_id}` or `{url}`. */
export async function openPaySheet(wanted, context) {
  const { words, actions } = context;
  const bill = await actions.bill(wanted);
  if (!bill) return;
  const body = h("div", { class: "pay-body" });
  const close = openDialog(body, { label: bill.title, testid: "pay-sheet", extra: "pay-sheet" });
  const button = (label, testid, run, kind = "") =>
    h("button", { type: "button", class: `button ${kind}`.trim(), "data-testid": testid, onclick: run }, label);
  const show = (...parts) => body.replaceChildren(...parts.flat().filter(Boolean));

  function ask() {
    const short = bill.price - bill.balance;
    const pay = button(words.say("payFor", { n: words.count(bill.price) }), "pay-confirm", confirm, "primary");
    const more = button(words.say("topUp", { n: words.count(atLeast(short)) }), "pay-top-up", () => topUp(short), "primary");
    show(
      h("span", { class: "pay-star", "aria-hidden": "true" }, icon("star")),
      h("strong", { class: "dialog-title" }, bill.title),
      h("p", { class: "dialog-text" }, bill.description),
      bill.period ? h("p", { class: "pay-note" }, words.say("renewsMonthly")) : null,
      lines([
        [words.say("price"), bill.price],
        [words.say("balance"), bill.balance],
      ]),
      short > 0 ? h("p", { class: "pay-note", role: "status" }, words.say("tooFewStars")) : null,
      buttons(button(words.say("cancel"), "pay-cancel", close), short > 0 ? more : pay),
    );
    (short > 0 ? more : pay).focus();
  }

  const lines = (rows) =>
    h(
      "dl",
      { class: "pay-lines" },
      rows.map(([name, stars]) => h("div", {}, h("dt", {}, name), h("dd", {}, `${words.count(stars)} ⭐`))),
    );
  const buttons = (...all) => h("div", { class: "dialog-buttons" }, all);

  async function topUp(short) {
    const balance = await actions.topUp(atLeast(short));
    if (balance === null) return;
    bill.balance = balance;
    ask();
  }

  async function confirm() {
    show(
      h("span", { class: "pay-star busy", "aria-hidden": "true" }, icon("star")),
      h("strong", { class: "dialog-title" }, bill.title),
      h("p", { class: "pay-note", role: "status", "data-testid": "pay-waiting" }, words.say("paying")),
    );
    const outcome = await actions.pay(wanted);
    if (outcome.state === "paid") done();
    else failed(outcome);
  }

  function done() {
    const shut = button(words.say("close"), "pay-close", close, "primary");
    show(
      h("span", { class: "pay-star done", "aria-hidden": "true" }, icon("check")),
      h("strong", { class: "dialog-title", role: "status", "data-testid": "pay-done" }, words.say("paid")),
      h("p", { class: "dialog-text" }, bill.title),
      lines([
        [words.say("price"), bill.price],
        [words.say("balance"), bill.balance - bill.price],
      ]),
      buttons(shut),
    );
    shut.focus();
  }

  function failed({ code, error }) {
    const known = { BOT_PRECHECKOUT_TIMEOUT: "botSilent", BALANCE_TOO_LOW: "tooFewStars" }[code];
    show(
      h("span", { class: "pay-star failed", "aria-hidden": "true" }, icon("close")),
      h("strong", { class: "dialog-title" }, words.say("notPaid")),
      h("p", { class: "dialog-text", role: "status", "data-testid": "pay-failed" }, known ? words.say(known) : error),
      buttons(button(words.say("close"), "pay-close", close), button(words.say("again"), "pay-again", again, "primary")),
    );
  }

  async function again() {
    const fresh = await actions.bill(wanted);
    if (!fresh) return close();
    Object.assign(bill, fresh);
    return ask();
  }

  ask();
}

/** So many Stars are bought when some are missing. */
const atLeast = (short) => Math.max(LEAST_TOP_UP, Math.ceil(short / 500) * 500);

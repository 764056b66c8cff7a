// Locations, contacts, polls and invoices as small cards.
// Refuses to fetch a map: the sandbox speaks to nobody, so a place is drawn, not looked up.

import { h, icon } from "../dom.js";
import { formatted } from "./text.js";
import { kindOf } from "./kinds.js";

/** The card of a message, or null. */
export function card(message, context) {
  return CARDS[kindOf(message)]?.(message, context) ?? null;
}

const CARDS = {
  location: (message, { words }) => place(message.location, words.say("location"), coordinates(message.location)),
  venue: (message) => place(message.venue.location, message.venue.title, message.venue.address),
  contact(message) {
    const { contact } = message;
    const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
    return h(
      "div",
      { class: "card contact" },
      h("span", { class: "avatar small", "aria-hidden": "true" }, [...name][0] ?? "?"),
      h("span", { class: "card-lines" }, h("strong", {}, name), h("span", {}, contact.phone_number)),
    );
  },
  poll(message, context) {
    const { poll } = message;
    const { words } = context;
    const all = Math.max(1, poll.total_voter_count ?? 0);
    const options = poll.options.map((option) => {
      const part = Math.round(((option.voter_count ?? 0) / all) * 100);
      return h(
        "li",
        {},
        h("span", { class: "poll-part" }, `${part}%`),
        h("span", { class: "poll-option" }, option.text),
        h("span", { class: "poll-bar", style: { "--part": String(part / 100) } }),
      );
    });
    return h(
      "div",
      { class: "card poll" },
      h("strong", {}, formatted(poll.question, poll.question_entities, context)),
      h("span", { class: "card-note" }, words.say(poll.type === "quiz" ? "quiz" : "poll")),
      h("ul", {}, options),
      h("span", { class: "card-note" }, words.say("votes", { n: poll.total_voter_count ?? 0 })),
    );
  },
  invoice: (message, context) =>
    h(
      "div",
      { class: "card invoice", "data-testid": "invoice" },
      h("strong", {}, message.invoice.title),
      h("span", {}, message.invoice.description),
      h(
        "span",
        { class: "invoice-price" },
        `${context.words.say("invoice")} · ${price(message.invoice, context.words)}`,
        isPaid(message, context) ? h("span", { class: "invoice-paid" }, `✓ ${context.words.say("paid")}`) : null,
      ),
    ),
};

function place(location, title, note) {
  const shift = (value) => `${Math.round(((Math.abs(value) * 977) % 60) - 30)}px`;
  return h(
    "div",
    { class: "card place" },
    h(
      "div",
      {
        class: "place-map",
        style: { "--x": shift(location.longitude), "--y": shift(location.latitude) },
        "aria-hidden": "true",
      },
      icon("pin", "place-pin"),
    ),
    h("span", { class: "card-lines" }, h("strong", {}, title), h("span", {}, note)),
  );
}

function coordinates({ latitude, longitude }) {
  const side = (value, plus, minus) => `${Math.abs(value).toFixed(4)}° ${value < 0 ? minus : plus}`;
  return `${side(latitude, "N", "S")}, ${side(longitude, "E", "W")}`;
}

/** Whether the person one is has paid this invoice. */
export const isPaid = (message, { chat }) => Boolean(message.paid_by?.includes(chat.person.id));

function price({ currency, total_amount: amount }, words) {
  return currency === "XTR" ? `${words.count(amount)} ⭐` : `${(amount / 100).toFixed(2)} ${currency}`;
}

// Offers places to send: a few cities, or where the browser says one is.
// Refuses to ask the browser for the place unless that was chosen.

import { h, icon } from "../dom.js";
import { openDialog } from "./dialog.js";
import { toast } from "./toast.js";

const CITIES = {
  en: [
    ["Berlin", 52.52, 13.405],
    ["London", 51.5072, -0.1276],
    ["Moscow", 55.7558, 37.6173],
    ["Yekaterinburg", 56.8389, 60.6057],
    ["New York", 40.7128, -74.006],
    ["Tokyo", 35.6762, 139.6503],
  ],
  ru: [
    ["Берлин", 52.52, 13.405],
    ["Лондон", 51.5072, -0.1276],
    ["Москва", 55.7558, 37.6173],
    ["Екатеринбург", 56.8389, 60.6057],
    ["Нью-Йорк", 40.7128, -74.006],
    ["Токио", 35.6762, 139.6503],
  ],
};

/** Asks for a place and gives it to `chosen(latitude, longitude)`. */
export function choosePlace(words, chosen) {
  const pick = (latitude, longitude) => {
    close();
    chosen(latitude, longitude);
  };
  const real = () =>
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => pick(coords.latitude, coords.longitude),
      () => toast(words.say("noLocation")),
      { timeout: 8000 },
    );
  const item = (sign, label, run) =>
    h(
      "button",
      { type: "button", class: "menu-item", "data-testid": "place", onclick: run },
      icon(sign),
      h("span", {}, label),
    );
  const close = openDialog(
    [
      h("strong", { class: "dialog-title" }, words.say("places")),
      h(
        "div",
        { class: "places" },
        CITIES[words.lang].map(([name, latitude, longitude]) => item("pin", name, () => pick(latitude, longitude))),
        item("user", words.say("useMine"), real),
      ),
      h(
        "div",
        { class: "dialog-buttons" },
        h("button", { type: "button", class: "button", onclick: () => close() }, words.say("cancel")),
      ),
    ],
    { label: words.say("places") },
  );
}

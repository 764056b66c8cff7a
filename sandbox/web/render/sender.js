// Who speaks in a group: the name above the first bubble and the face beside the last of a run.
// Refuses to know more than a name and a number.

import { h } from "../dom.js";
import { nameOf } from "./kinds.js";

const HUES = 4;
const hue = (user) => Math.abs(user.id - 1) % HUES;

export const sender = {
  name: (user) => h("span", { class: `sender hue-ink-${hue(user)}`, "data-testid": "sender" }, nameOf(user)),
  face: (user) =>
    h("span", { class: `face avatar hue-${hue(user)}`, "aria-hidden": "true" }, [...nameOf(user)][0] ?? "?"),
};

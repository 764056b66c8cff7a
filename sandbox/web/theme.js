// The look of the page: like the system, light, or dark, remembered on this computer.
// Refuses to know colours: style/tokens.css has them.

const KEY = "atelier.theme";
const ORDER = ["auto", "light", "dark"];
export const ICONS = { auto: "auto", light: "sun", dark: "moon" };

export function look() {
  return document.documentElement.dataset.theme ?? "auto";
}

/** Turns to the next look and returns its name. */
export function turn() {
  const next = ORDER[(ORDER.indexOf(look()) + 1) % ORDER.length];
  if (next === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    return next;
  }
  return next;
}

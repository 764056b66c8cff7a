// The small menu at the pointer: context menu of a message, menu of the chat, menu of attachments.
// Refuses to stay: a choice, a press elsewhere, a scroll or Esc closes it.

import { h, icon } from "../dom.js";

let close = null;

/** Opens `entries` ({icon, label, run, danger, testid}) at a point, with `top` above them; focus returns to `origin`. */
export function openMenu(entries, { x, y }, origin, top = null) {
  close?.();
  const items = entries.map((entry) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        class: `menu-item ${entry.danger ? "danger" : ""}`,
        "data-testid": entry.testid,
        onclick: () => (end(), entry.run()),
      },
      icon(entry.icon),
      h("span", {}, entry.label),
    ),
  );
  const menu = h(
    "div",
    {
      class: "menu",
      role: "menu",
      "data-testid": "menu",
      onkeydown: (event) => keys(event, items),
      onclick: (event) => event.target.closest("button") && close === end && end(),
    },
    top,
    items,
  );
  const veil = h("div", {
    class: "menu-veil",
    onpointerdown: (event) => (event.preventDefault(), end()),
    oncontextmenu: (event) => (event.preventDefault(), end()),
    onwheel: () => end(),
  });
  const root = h("div", { class: "menu-root" }, veil, menu);
  const end = () => {
    close = null;
    root.remove();
    origin?.focus?.({ preventScroll: true });
  };
  close = end;
  document.getElementById("overlays").append(root);
  const { offsetWidth: width, offsetHeight: height } = menu;
  const above = y + height > innerHeight - 8;
  menu.style.left = `${x + width > innerWidth - 8 ? Math.max(8, x - width) : Math.max(8, x)}px`;
  menu.style.top = `${above ? Math.max(8, y - height) : y}px`;
  menu.classList.toggle("above", above);
  items[0]?.focus({ preventScroll: true });

  function keys(event, all) {
    const at = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") end();
    else if (step) all[(at + step + all.length) % all.length].focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

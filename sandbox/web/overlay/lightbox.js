// Photos at full size: zoom by wheel, pinch or double press, drag, and the arrows through the chat.
// Refuses to change anything in the chat.

import { h, iconButton } from "../dom.js";
import { openDialog } from "./dialog.js";

const MOST = 6;

/** Opens `photos` ({src, name, caption, note}) at `index`. */
export function openLightbox(photos, index, words) {
  let at = index;
  let view = { scale: 1, x: 0, y: 0 };
  const fingers = new Map();
  let spread = 0;
  let moved = false;

  const image = h("img", { class: "lightbox-image", alt: "", draggable: "false" });
  const caption = h("p", { class: "lightbox-caption" });
  const note = h("span", { class: "lightbox-note" });
  const download = h(
    "a",
    {
      class: "icon-button",
      "aria-label": words.say("download"),
      title: words.say("download"),
      "data-testid": "lightbox-download",
    },
    iconButton("download", "", null).firstChild,
  );
  const previous = iconButton("left", words.say("previous"), () => show(at - 1), { class: "lightbox-side left" });
  const next = iconButton("right", words.say("next"), () => show(at + 1), { class: "lightbox-side right" });
  const stage = h("div", { class: "lightbox-stage" }, image);
  const root = h(
    "div",
    { class: "lightbox-root" },
    stage,
    h(
      "header",
      { class: "lightbox-head" },
      note,
      download,
      iconButton("close", words.say("close"), () => close(), { "data-testid": "lightbox-close" }),
    ),
    previous,
    next,
    caption,
  );

  const place = () => {
    image.style.setProperty("transform", `translate(${view.x}px, ${view.y}px) scale(${view.scale})`);
    stage.classList.toggle("zoomed", view.scale > 1);
  };
  const zoom = (scale, x, y) => {
    const box = stage.getBoundingClientRect();
    const [px, py] = [x - box.left - box.width / 2, y - box.top - box.height / 2];
    const wanted = Math.min(MOST, Math.max(1, scale));
    const grown = wanted / view.scale;
    view =
      wanted === 1
        ? { scale: 1, x: 0, y: 0 }
        : { scale: wanted, x: px - (px - view.x) * grown, y: py - (py - view.y) * grown };
    place();
  };
  function show(wanted) {
    at = Math.min(photos.length - 1, Math.max(0, wanted));
    const photo = photos[at];
    view = { scale: 1, x: 0, y: 0 };
    image.src = photo.src;
    image.alt = photo.caption || words.say("photo");
    caption.textContent = photo.caption ?? "";
    note.textContent =
      photos.length > 1 ? `${words.say("of", { n: at + 1, all: photos.length })} · ${photo.note}` : photo.note;
    download.href = photo.src;
    download.download = photo.name;
    previous.hidden = at === 0;
    next.hidden = at === photos.length - 1;
    place();
  }

  stage.addEventListener(
    "wheel",
    (event) => (event.preventDefault(), zoom(view.scale * Math.exp(-event.deltaY / 300), event.clientX, event.clientY)),
    { passive: false },
  );
  stage.addEventListener("dblclick", (event) => zoom(view.scale > 1 ? 1 : 2.5, event.clientX, event.clientY));
  stage.addEventListener("pointerdown", (event) => {
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event);
    moved = false;
    spread = distance(fingers);
  });
  stage.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    fingers.set(event.pointerId, event);
    const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
    if (Math.hypot(dx, dy) > 1) moved = true;
    if (fingers.size === 2) {
      const now = distance(fingers);
      zoom((view.scale * now) / (spread || now), event.clientX, event.clientY);
      spread = now;
    } else if (view.scale > 1) {
      view = { ...view, x: view.x + dx, y: view.y + dy };
      place();
    }
  });
  for (const name of ["pointerup", "pointercancel"])
    stage.addEventListener(name, (event) => fingers.delete(event.pointerId));
  stage.addEventListener("click", (event) => {
    const box = image.getBoundingClientRect();
    const beside =
      event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
    if (beside && !moved) close();
  });
  root.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) show(at + step);
  });

  show(index);
  const close = openDialog(root, { label: words.say("photo"), testid: "lightbox", extra: "lightbox" });
}

function distance(fingers) {
  const [a, b] = [...fingers.values()];
  return a && b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0;
}

// Files on their way to the bot: chosen, dropped or pasted, seen before they go, with a caption.
// Refuses to send anything that was not confirmed in its dialog.

import { h, icon, iconButton, arrange } from "../dom.js";
import { openDialog } from "../overlay/dialog.js";
import { cut } from "../render/media.js";

const MOST = 10;
const isPicture = (file) => /^image\/(jpeg|png|webp|gif|bmp)$/.test(file.type);
const isFilm = (file) => file.type.startsWith("video/");
const isSound = (file) => file.type.startsWith("audio/");

/** Asks the system for files, then for a caption. */
export function chooseFiles(pictures, context) {
  const input = h("input", {
    type: "file",
    multiple: true,
    class: "offscreen",
    accept: pictures ? "image/*,video/*" : null,
    "data-testid": "file-input",
  });
  input.addEventListener("change", () => {
    previewFiles([...input.files], pictures, context);
    input.remove();
  });
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input);
  input.click();
}

/** The dialog with what was chosen; sends it when told to. */
export function previewFiles(chosen, pictures, context) {
  if (chosen.length === 0) return;
  const { words, actions } = context;
  let files = chosen.slice(0, MOST);
  let compressed = pictures && files.every((file) => isPicture(file) || isFilm(file));
  const addresses = new Map();
  const addressOf = (file) => {
    if (!addresses.has(file)) addresses.set(file, URL.createObjectURL(file));
    return addresses.get(file);
  };

  const grid = h("div", { class: "attach-grid" });
  const caption = h("textarea", {
    class: "attach-caption",
    rows: "1",
    placeholder: words.say("caption"),
    "aria-label": words.say("caption"),
    maxlength: "1024",
    "data-testid": "caption",
  });
  const ways = h("div", { class: "attach-ways", role: "radiogroup" });
  const send = h(
    "button",
    { type: "button", class: "button primary", "data-testid": "attach-send", onclick: () => submit() },
    words.say("sendFiles"),
  );
  const title = h("strong", { class: "dialog-title" });

  const draw = () => {
    title.textContent = `${words.say(compressed ? "photos" : "file")} · ${files.length}`;
    grid.classList.toggle("as-files", !compressed);
    arrange(
      grid,
      files.map((file) => item(file)),
    );
    const possible = files.every((file) => isPicture(file) || isFilm(file));
    ways.hidden = !possible;
    arrange(ways, [way(true, "asPhotos", "as-photo"), way(false, "asFiles", "as-file")]);
  };
  const item = (file) => {
    const remove = iconButton("close", words.say("removeFile"), () => {
      files = files.filter((other) => other !== file);
      if (files.length === 0) close();
      else draw();
    });
    if (compressed)
      return h(
        "div",
        { class: "attach-item" },
        isFilm(file)
          ? h("video", { src: addressOf(file), muted: true })
          : h("img", { src: addressOf(file), alt: file.name }),
        remove,
      );
    const sign = isPicture(file)
      ? h("img", { src: addressOf(file), alt: "" })
      : h("span", { class: "attach-sign" }, icon(isSound(file) ? "note" : "file"));
    return h(
      "div",
      { class: "attach-item" },
      sign,
      h(
        "span",
        { class: "file-lines" },
        h("span", { class: "file-name" }, cut(file.name)),
        h("span", { class: "file-size" }, words.size(file.size)),
      ),
      remove,
    );
  };
  const way = (value, label, testid) =>
    h(
      "button",
      {
        type: "button",
        role: "radio",
        class: "attach-way",
        "aria-checked": String(compressed === value),
        "data-testid": testid,
        onclick: () => ((compressed = value), draw()),
      },
      words.say(label),
    );
  const submit = async () => {
    send.disabled = true;
    const sent = await actions.upload(files, kindFor(files, compressed), caption.value.trim());
    send.disabled = false;
    if (sent) close();
  };

  caption.addEventListener("input", () => grow(caption));
  caption.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  draw();
  const close = openDialog(
    [
      title,
      grid,
      ways,
      caption,
      h(
        "div",
        { class: "dialog-buttons" },
        h("button", { type: "button", class: "button", onclick: () => close() }, words.say("cancel")),
        send,
      ),
    ],
    {
      label: words.say("attach"),
      testid: "attach-dialog",
      extra: "attach",
      onclose() {
        addresses.forEach((address) => URL.revokeObjectURL(address));
        requestAnimationFrame(actions.focusComposer);
      },
    },
  );
  caption.focus();
}

function kindFor(files, compressed) {
  if (compressed) return files.every(isFilm) ? "video" : "photo";
  return files.every(isSound) ? "audio" : "document";
}

/** Lets a textarea be as high as its text, up to its own maximum. */
export function grow(area) {
  if (!area.isConnected) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}

/** Lets files be dropped anywhere on `area`. */
export function acceptDrops(area, context) {
  const veil = h("div", { class: "drop-veil" }, icon("download"), h("span", {}));
  let depth = 0;
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files") && context.actions.canWrite();
  const shown = (on) => {
    veil.lastChild.textContent = context.words.say("dropHere");
    veil.classList.toggle("shown", on);
  };
  area.append(veil);
  area.addEventListener("dragenter", (event) => carries(event) && ((depth += 1), shown(true)));
  area.addEventListener("dragleave", (event) => carries(event) && ((depth -= 1), depth <= 0 && shown(false)));
  area.addEventListener("dragover", (event) => carries(event) && event.preventDefault());
  area.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    depth = 0;
    shown(false);
    const files = [...event.dataTransfer.files];
    previewFiles(files, files.every(isPicture), context);
  });
}

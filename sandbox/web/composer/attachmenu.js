// The menu of what can be sent besides text.
// Refuses to send: each entry has its own dialog for that.

import { openMenu } from "../overlay/menu.js";
import { chooseFiles } from "./attach.js";
import { chooseSticker, makePoll, shareContact } from "./extras.js";

/** Opens above its button. */
export function openAttachMenu(button, context) {
  const { words, actions } = context;
  const box = button.getBoundingClientRect();
  const entry = (icon, key, testid, run) => ({ icon, label: words.say(key), testid, run });
  const entries = [
    entry("photo", "photo", "attach-photo", () => chooseFiles(true, context)),
    entry("file", "file", "attach-file", () => chooseFiles(false, context)),
    entry("pin", "location", "attach-location", () => actions.location()),
    entry("user", "contact", "attach-contact", () => shareContact(context)),
    entry("poll", "poll", "attach-poll", () => makePoll(context)),
    entry("sticker", "sticker", "attach-sticker", () => chooseSticker(context)),
  ];
  openMenu(entries, { x: box.left, y: box.top - 6 }, button);
}

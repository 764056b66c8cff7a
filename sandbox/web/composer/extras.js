// The rarer things to send: one's contact, a poll, a sticker.
// Refuses to invent a real number: contacts use the range kept for fiction.

import { h } from "../dom.js";
import { ask, openDialog } from "../overlay/dialog.js";
import { nameOf } from "../render/kinds.js";

const STICKERS = ["😀", "😍", "🤔", "😎", "🥳", "😴", "👍", "👋", "🙏", "🐱", "🌻", "🎨"];
const FEWEST = 2;
const MOST = 10;

export function shareContact({ chat, words, actions }) {
  const { person } = chat;
  const contact = {
    phone_number: `+1 555 0${person.id}`,
    first_name: person.first_name,
    last_name: person.last_name,
    user_id: person.id,
  };
  ask(
    {
      title: words.say("shareContact"),
      text: `${nameOf(person)}\n${contact.phone_number}`,
      act: words.say("share"),
      run: () => actions.contact(contact),
    },
    words,
  );
}

export function chooseSticker({ words, actions }) {
  const pick = (emoji) => {
    close();
    actions.sticker(emoji);
  };
  const close = openDialog(
    [
      h("strong", { class: "dialog-title" }, words.say("sticker")),
      h(
        "div",
        { class: "sticker-grid" },
        STICKERS.map((emoji) =>
          h(
            "button",
            { type: "button", class: "sticker-choice", "data-testid": "sticker-choice", onclick: () => pick(emoji) },
            emoji,
          ),
        ),
      ),
    ],
    { label: words.say("sticker") },
  );
}

export function makePoll({ words, actions }) {
  const field = (label, testid) =>
    h("input", {
      class: "poll-field",
      type: "text",
      placeholder: label,
      "aria-label": label,
      maxlength: "100",
      "data-testid": testid,
      oninput: () => changed(),
    });
  const question = field(words.say("pollQuestion"), "poll-question");
  const options = h("div", { class: "poll-options" });
  const send = h(
    "button",
    { type: "button", class: "button primary", "data-testid": "poll-send", onclick: () => submit() },
    words.say("send"),
  );
  const chosen = () => [...options.children].map((input) => input.value.trim()).filter(Boolean);
  const add = () => options.append(field(words.say("pollOption", { n: options.childElementCount + 1 }), "poll-option"));
  function changed() {
    const last = options.lastElementChild;
    if (last?.value && options.childElementCount < MOST) add();
    send.disabled = !question.value.trim() || chosen().length < FEWEST;
  }
  const submit = async () => {
    send.disabled = true;
    if (await actions.poll(question.value.trim(), chosen())) close();
    else changed();
  };
  for (let count = 0; count < FEWEST; count += 1) add();
  changed();
  const close = openDialog(
    [
      h("strong", { class: "dialog-title" }, words.say("poll")),
      question,
      options,
      h(
        "div",
        { class: "dialog-buttons" },
        h("button", { type: "button", class: "button", onclick: () => close() }, words.say("cancel")),
        send,
      ),
    ],
    { label: words.say("poll"), testid: "poll-dialog" },
  );
  question.focus();
}

// The bot's reply keyboard below the composer.
// Refuses to hide by itself unless the bot said that it serves once.

import { h, iconButton, arrange } from "../dom.js";
import { makePoll, shareContact } from "./extras.js";

export class Keys {
  #context;
  #folded = false;
  #known = null;

  constructor(context) {
    this.#context = context;
    this.el = h("div", { class: "keys", "data-testid": "reply-keyboard", hidden: true });
    this.toggle = iconButton("keyboard", "", () => this.#turn(), {
      class: "keys-toggle",
      "data-testid": "keyboard-toggle",
    });
  }

  draw() {
    const { chat, words } = this.#context;
    const rows = chat.replyKeyboard?.keyboard ?? [];
    if (this.#known !== chat.replyKeyboard) {
      this.#known = chat.replyKeyboard;
      this.#folded = false;
      arrange(
        this.el,
        rows.map((row) =>
          h(
            "div",
            { class: "keys-row" },
            row.map((button) => this.#key(button)),
          ),
        ),
      );
    }
    const present = rows.length > 0;
    this.toggle.hidden = !present;
    this.toggle.setAttribute("aria-label", words.say("keyboard"));
    this.toggle.title = words.say("keyboard");
    this.toggle.setAttribute("aria-expanded", String(present && !this.#folded));
    this.el.hidden = !present || this.#folded;
  }

  #key(value) {
    const button = typeof value === "string" ? { text: value } : value;
    return h(
      "button",
      {
        type: "button",
        class: `key reply-key ${button.style ?? "plain"}`,
        "data-testid": "reply-button",
        onclick: () => this.#press(button),
      },
      h("span", { class: "key-label" }, button.text),
    );
  }

  #press(button) {
    const { actions, words, chat } = this.#context;
    if (button.request_location) actions.location();
    else if (button.request_contact) shareContact(this.#context);
    else if (button.request_poll) makePoll(this.#context);
    else if (button.request_users || button.request_chat || button.web_app) actions.toast(words.say("inSandbox"));
    else actions.send(button.text);
    if (chat.replyKeyboard?.one_time_keyboard) this.#turn(true);
  }

  #turn(folded = !this.#folded) {
    this.#folded = folded;
    this.draw();
  }
}

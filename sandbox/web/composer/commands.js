// The list of the bot's commands, or of the names in a group: narrowed while one of them is typed.
// Refuses to run a command that was not chosen.

import { h, arrange } from "../dom.js";

export class Commands {
  #context;
  #pick;
  #at = 0;
  #found = [];

  constructor(context, pick) {
    this.#context = context;
    this.#pick = pick;
    this.el = h("div", { class: "commands", role: "listbox", hidden: true, "data-testid": "commands" });
  }

  get open() {
    return !this.el.hidden;
  }

  /** Shows all commands that begin with what is typed; nothing typed shows all. */
  show(typed = "/") {
    const { chat, words } = this.#context;
    const name = typed.slice(1).toLowerCase();
    this.#found = chat.commands.filter(({ command }) => command.startsWith(name));
    this.#at = 0;
    this.el.setAttribute("aria-label", words.say("commands"));
    this.el.hidden = this.#found.length === 0;
    this.#draw();
  }

  /** Shows who can be mentioned in the group by a name that begins so. */
  mention(name) {
    const { store, chat, words } = this.#context;
    const people = chat.group.members.map(({ id }) => store.chats.get(id)?.person).filter(Boolean);
    const known = [{ ...store.bot, first_name: chat.name || store.bot.first_name }, ...people];
    const begins = ({ username, first_name: first }) =>
      [username, first].some((word) => word?.toLowerCase().startsWith(name.toLowerCase()));
    const others = known.filter((user) => user.id !== chat.person.id && user.username && begins(user));
    this.#found = others.map((user) => ({ mention: user.username, description: user.first_name }));
    this.#at = 0;
    this.el.setAttribute("aria-label", words.say("people"));
    this.el.hidden = this.#found.length === 0;
    this.#draw();
  }

  hide() {
    this.el.hidden = true;
  }

  /** Whether a key of the composer was meant for the list. */
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.#at = (this.#at + step + this.#found.length) % this.#found.length;
      this.#draw();
    } else if (event.key === "Enter" || event.key === "Tab") this.#pick(this.#found[this.#at], event.key === "Tab");
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #draw() {
    arrange(
      this.el,
      this.#found.map((item, index) =>
        h(
          "button",
          {
            type: "button",
            role: "option",
            tabindex: "-1",
            class: `command-item ${index === this.#at ? "at" : ""}`,
            "aria-selected": String(index === this.#at),
            "data-testid": "command-item",
            onpointerdown: (event) => event.preventDefault(),
            onclick: () => this.#pick(item, false),
          },
          h("span", { class: "command-description" }, item.description),
          h("span", { class: "command-name" }, item.mention ? `@${item.mention}` : `/${item.command}`),
        ),
      ),
    );
    this.el.children[this.#at]?.scrollIntoView({ block: "nearest" });
  }
}

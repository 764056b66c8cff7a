// The topics of a forum, as a row of tabs under the head.
// Refuses to be there where there are no topics.

import { h, arrange } from "./dom.js";
import { topicOf } from "./state.js";

export class Topics {
  #context;

  constructor(context) {
    this.#context = context;
    this.el = h("nav", { class: "topics", role: "tablist", hidden: true, "data-testid": "topics" });
  }

  draw() {
    const { chat, words } = this.#context;
    this.el.hidden = !chat.group?.is_forum;
    if (this.el.hidden) return;
    this.el.setAttribute("aria-label", words.say("topics"));
    const general = { thread_id: null, name: words.say("general"), closed: false };
    arrange(
      this.el,
      [general, ...chat.group.topics].map((topic) => this.#tab(topic, chat)),
    );
  }

  #tab({ thread_id: thread, name, closed }, chat) {
    const { actions } = this.#context;
    const selected = chat.topic === thread;
    const fresh = [...chat.messages.values()].filter(
      (message) => message.message_id > chat.seen && !chat.mine(message) && topicOf(message) === thread,
    ).length;
    return h(
      "button",
      {
        type: "button",
        role: "tab",
        class: `topic ${closed ? "closed" : ""}`,
        "aria-selected": String(selected),
        "data-testid": "topic",
        onclick: () => actions.openTopic(thread),
      },
      thread === null ? "# " : null,
      name,
      fresh && !selected ? h("span", { class: "badge" }, String(fresh)) : null,
    );
  }
}

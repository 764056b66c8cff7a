// The left column: who one can be, each with the state of their chat, and the settings of the page.
// Refuses to know the chats' contents beyond a preview.

import { h, icon, iconButton, arrange } from "./dom.js";
import { openMenu } from "./overlay/menu.js";
import { LANGUAGES, now } from "./words.js";
import { ICONS, look, turn } from "./theme.js";
import { nameOf, senderOf, serviceOf, signOf, summary } from "./render/kinds.js";

export class People {
  #context;
  #rows = new Map();

  constructor(context) {
    this.#context = context;
    this.title = h("h1", {});
    this.look = iconButton("auto", "", () => this.#turn(), { "data-testid": "theme" });
    this.closer = iconButton("close", "", () => this.toggle(false), { class: "drawer-close" });
    this.list = h("div", {
      class: "people-list",
      role: "tablist",
      "aria-orientation": "vertical",
      onkeydown: (event) => this.#arrows(event),
    });
    this.groupsTitle = h("h2", { class: "groups-title" });
    this.groupsList = h("div", { class: "groups-list" });
    this.groups = h("section", { class: "groups", "data-testid": "groups" }, this.groupsTitle, this.groupsList);
    this.select = h("select", {
      "data-testid": "language",
      onchange: () => context.actions.language(this.select.value),
    });
    this.languageLabel = h("label", { class: "people-language" }, icon("globe"), this.select, icon("down"));
    this.stars = h("button", {
      type: "button",
      class: "button",
      "data-testid": "stars-open",
      onclick: () => context.actions.showStars(),
    });
    this.time = h("button", {
      type: "button",
      class: "button",
      "data-testid": "time",
      "aria-haspopup": "menu",
      onclick: () => this.#timeMenu(),
    });
    this.world = h("div", { class: "people-world" }, this.stars, this.time);
    this.note = h("p", { class: "people-note" });
    this.el = h(
      "aside",
      { class: "people", id: "people" },
      h(
        "header",
        { class: "people-head" },
        h("img", { src: "/web/mark.svg", alt: "", width: "36", height: "36" }),
        h("div", { class: "people-title" }, h("span", { class: "brand" }, "Atelier"), this.title),
        this.look,
        this.closer,
      ),
      this.list,
      this.groups,
      h("footer", { class: "people-foot" }, this.world, this.languageLabel, this.note),
    );
    this.veil = h("div", { class: "drawer-veil", onclick: () => this.toggle(false) });
  }

  draw() {
    const { store, words } = this.#context;
    this.title.textContent = words.say("people");
    this.closer.setAttribute("aria-label", words.say("close"));
    this.note.textContent = words.say("sandboxNote");
    this.#drawWorld();
    this.list.setAttribute("aria-label", words.say("people"));
    this.select.setAttribute("aria-label", words.say("language"));
    this.languageLabel.title = words.say("language");
    this.#drawLook();
    this.#drawLanguages(store.chat.person.language_code ?? "en");
    arrange(
      this.list,
      [...store.chats.values()].map((chat, index) => this.#row(chat, index)),
    );
    this.groupsTitle.textContent = words.say("groupsOf", { name: nameOf(store.home.person) });
    arrange(
      this.groupsList,
      store.groupsOf(store.current).map((chat) => this.#group(chat)),
    );
    this.groups.hidden = this.groupsList.childElementCount === 0;
    const unread = [...store.chats.values()].reduce((sum, chat) => sum + chat.unread, 0);
    document.title = `${unread ? `(${unread}) ` : ""}Atelier · ${nameOf(store.chat.person)}`;
  }

  toggle(open = !this.el.classList.contains("open")) {
    this.el.classList.toggle("open", open);
    this.veil.classList.toggle("open", open);
    if (open) this.#rows.get(this.#context.store.current)?.node.focus();
  }

  get open() {
    return this.el.classList.contains("open");
  }

  #turn() {
    turn();
    this.#drawLook();
  }

  /** What the person has, and what time it is here. */
  #drawWorld() {
    const { store, words } = this.#context;
    const { balance } = store.home.stars;
    this.stars.replaceChildren(`⭐ ${words.count(balance)}`);
    this.stars.setAttribute("aria-label", `${words.say("myStars")}: ${words.count(balance)}`);
    this.stars.title = words.say("myStars");
    this.time.replaceChildren(icon("fast"), words.date(now() / 1000));
    this.time.title = words.say("time");
    this.time.setAttribute("aria-label", `${words.say("time")}: ${words.date(now() / 1000)}`);
  }

  #timeMenu() {
    const { words, actions } = this.#context;
    const box = this.time.getBoundingClientRect();
    const entry = (key, days) => ({
      icon: "fast",
      label: words.say(key),
      testid: `time-${days}`,
      run: () => actions.advanceDays(days),
    });
    openMenu([entry("oneDay", 1), entry("oneMonth", 30)], { x: box.left, y: box.top }, this.time);
  }

  #drawLook() {
    const { words } = this.#context;
    const name = look();
    this.look.querySelector("use").setAttribute("href", `/web/icons.svg#${ICONS[name]}`);
    this.look.title = `${words.say("theme")}: ${words.say(name)}`;
    this.look.setAttribute("aria-label", this.look.title);
    this.look.dataset.look = name;
  }

  #drawLanguages(code) {
    const known = LANGUAGES.some(([value]) => value === code);
    const all = known ? LANGUAGES : [[code, code], ...LANGUAGES];
    arrange(
      this.select,
      all.map(([value, name]) => h("option", { value }, name)),
    );
    this.select.value = code;
  }

  #row(chat, index) {
    const { store, words, actions } = this.#context;
    const { person } = chat;
    const signature = JSON.stringify([
      person,
      chat.last,
      chat.unread,
      chat.draft?.draft_id,
      chat.action,
      chat.blocked,
      store.chat === chat,
      store.current === person.id,
      words.lang,
      new Date(now()).toDateString(),
    ]);
    const held = this.#rows.get(person.id);
    if (held?.signature === signature) return held.node;
    const focused = held?.node === document.activeElement;
    const selected = store.chat === chat;
    const { last, unread } = chat;
    const node = h(
      "button",
      {
        type: "button",
        class: `person ${store.current === person.id ? "being" : ""}`,
        role: "tab",
        tabindex: store.current === person.id ? "0" : "-1",
        "aria-selected": String(selected),
        title: `Alt+${index + 1}`,
        "aria-label": `${words.say("switchTo", { name: nameOf(person) })}${unread ? `, ${words.say("newMessages", { n: unread })}` : ""}`,
        "data-testid": "person",
        "data-person-id": String(person.id),
        onclick: () => actions.become(person.id),
      },
      avatar(person, index),
      h(
        "span",
        { class: "person-lines" },
        h(
          "span",
          { class: "person-line" },
          h(
            "span",
            { class: "person-name" },
            nameOf(person),
            person.admin ? h("span", { class: "chip" }, words.say("operator")) : null,
          ),
          last ? h("time", { class: "person-time" }, words.glance(last.date)) : null,
        ),
        h(
          "span",
          { class: "person-line" },
          h("span", { class: "person-preview" }, preview(chat, this.#context)),
          unread ? h("span", { class: "badge", "data-testid": "unread" }, String(unread)) : null,
        ),
      ),
    );
    this.#rows.set(person.id, { signature, node });
    if (focused) requestAnimationFrame(() => node.focus());
    return node;
  }

  /** One of the groups of the person one is. */
  #group(chat) {
    const { store, words, actions } = this.#context;
    const { group, last, unread } = chat;
    const selected = store.chat === chat;
    return h(
      "button",
      {
        type: "button",
        class: "person group",
        "aria-current": selected ? "true" : null,
        "aria-selected": String(selected),
        "data-testid": "group",
        "data-chat-id": String(group.id),
        onclick: () => actions.become(store.current, group.id),
      },
      h("span", { class: "avatar group-face", "aria-hidden": "true" }, [...group.title][0]),
      h(
        "span",
        { class: "person-lines" },
        h(
          "span",
          { class: "person-line" },
          h("span", { class: "person-name" }, group.title),
          last ? h("time", { class: "person-time" }, words.glance(last.date)) : null,
        ),
        h(
          "span",
          { class: "person-line" },
          h("span", { class: "person-preview" }, preview(chat, this.#context)),
          unread ? h("span", { class: "badge" }, String(unread)) : null,
        ),
      ),
    );
  }

  #arrows(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const rows = [...this.list.children];
    const next = rows.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    rows[Math.min(rows.length - 1, Math.max(0, next))]?.focus();
  }
}

/** A person's letter on their own colours. */
export function avatar(person, index = 0) {
  return h("span", { class: `avatar hue-${index % 4}`, "aria-hidden": "true" }, [...person.first_name][0]);
}

function preview(chat, { words }) {
  if (chat.draft || chat.action)
    return h("span", { class: "preview-action" }, `${words.say(chat.action ?? "typing")}…`);
  if (chat.blocked) return h("span", { class: "preview-quiet" }, words.say("blocked"));
  const { last } = chat;
  if (!last) return h("span", { class: "preview-quiet" }, words.say("empty"));
  const sign = signOf(last);
  const others = chat.group && !serviceOf(last, words) && !chat.mine(last);
  return h(
    "span",
    {},
    others ? h("span", { class: "preview-name" }, `${nameOf(senderOf(last))}: `) : null,
    chat.mine(last) && !serviceOf(last, words) ? h("span", { class: "preview-name" }, `${words.say("you")}: `) : null,
    sign ? icon(sign) : null,
    summary(last, words),
  );
}

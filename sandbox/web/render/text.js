// Turns text with Telegram's entities (UTF-16 offsets, nested or crossing) into nodes.
// Refuses links of any scheme but http, https, mailto and tel, and never parses markup.

import { h, icon, iconButton, copy } from "../dom.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE = new Set(["http:", "https:", "mailto:", "tel:"]);
const SIMPLE = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  hashtag: "span",
  cashtag: "span",
  custom_emoji: "span",
};

/** A fragment with `text` under its entities; `context` has `words` and `actions`. */
export function formatted(text, entities, context) {
  const root = document.createDocumentFragment();
  const marks = (entities ?? [])
    .filter((mark) => mark.length > 0 && mark.offset < text.length)
    .map((mark, index) => ({ ...mark, end: Math.min(text.length, mark.offset + mark.length), index }))
    .sort((a, b) => a.offset - b.offset || b.end - a.end || a.index - b.index);
  const cuts = [...new Set([0, text.length, ...marks.flatMap((mark) => [mark.offset, mark.end])])].sort(
    (a, b) => a - b,
  );
  const open = [];
  let afterBlock = false;
  for (let at = 0; at + 1 < cuts.length; at += 1) {
    const [from, to] = [cuts[at], cuts[at + 1]];
    const active = marks.filter((mark) => mark.offset <= from && mark.end >= to);
    let kept = 0;
    while (kept < open.length && open[kept].mark === active[kept]) kept += 1;
    for (const { mark } of open.splice(kept)) if (BLOCKS.has(mark.type)) afterBlock = true;
    for (const mark of active.slice(kept)) {
      const { outer, inner } = element(mark, text.slice(mark.offset, mark.end), context);
      (open.at(-1)?.inner ?? root).append(outer);
      open.push({ mark, inner });
    }
    let piece = text.slice(from, to);
    if (afterBlock && piece.startsWith("\n")) piece = piece.slice(1);
    afterBlock = false;
    (open.at(-1)?.inner ?? root).append(piece);
  }
  return root;
}

/** The nodes of one stretch of formatting: what stands in the text, and what takes the letters. */
export function element(mark, covered, context) {
  const build = BUILD[mark.type];
  if (build) return build(mark, covered, context);
  return same(h(SIMPLE[mark.type] ?? "span", { class: `entity ${mark.type}` }));
}

const same = (node) => ({ outer: node, inner: node });

const BUILD = {
  code: (_, covered, { words }) =>
    same(
      h("code", {
        class: "entity code",
        title: words.say("copy"),
        onclick: (event) => getSelection().isCollapsed && copied(event.currentTarget, covered, words),
      }),
    ),
  pre(mark, covered, { words }) {
    const inner = h("code", {});
    const button = iconButton("copy", words.say("copyCode"), () => copied(button, covered, words), {
      class: "pre-copy",
      "data-testid": "copy-code",
    });
    const head = h(
      "div",
      { class: "pre-head" },
      h("span", { class: "pre-language" }, mark.language || icon("code")),
      button,
    );
    return {
      outer: h(
        "div",
        { class: "pre", dataset: { language: mark.language ?? "" } },
        head,
        h("pre", { tabindex: "0" }, inner),
      ),
      inner,
    };
  },
  blockquote: () => same(h("blockquote", { class: "quote" })),
  expandable_blockquote(_mark, _covered, { words }) {
    const inner = h("div", { class: "quote-text" });
    const toggle = h(
      "button",
      { type: "button", class: "quote-toggle", "aria-expanded": "false", "data-testid": "expand-quote" },
      h("span", {}, words.say("expand")),
      icon("down"),
    );
    const outer = h("blockquote", { class: "quote expandable" }, inner, toggle);
    const turn = () => {
      const expanded = outer.classList.toggle("expanded");
      toggle.setAttribute("aria-expanded", String(expanded));
      toggle.firstChild.textContent = words.say(expanded ? "collapse" : "expand");
    };
    toggle.addEventListener("click", turn);
    requestAnimationFrame(() => outer.classList.toggle("short", inner.scrollHeight <= inner.clientHeight + 2));
    return { outer, inner };
  },
  spoiler(_mark, _covered, { words }) {
    const node = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": words.say("spoiler") });
    const reveal = (event) => {
      if (node.classList.contains("shown") || (event.type === "keydown" && event.key !== "Enter" && event.key !== " "))
        return;
      event.preventDefault();
      event.stopPropagation();
      node.classList.add("shown");
      for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
    };
    node.addEventListener("click", reveal, true);
    node.addEventListener("keydown", reveal);
    return same(node);
  },
  text_link: (mark, _covered, context) => same(link(mark.url, context)),
  url: (_mark, covered, context) =>
    same(link(/^[a-z][a-z0-9+.-]*:/i.test(covered) ? covered : `https://${covered}`, context)),
  email: (_mark, covered, context) => same(link(`mailto:${covered}`, context)),
  phone_number: (_mark, covered, context) => same(link(`tel:${covered.replace(/[^+\d]/g, "")}`, context)),
  mention: (_mark, covered, context) => same(link(`https://t.me/${covered.slice(1)}`, context)),
  text_mention: (mark) => same(h("span", { class: "entity mention", title: mark.user?.first_name ?? "" })),
  bot_command: (_mark, covered, { actions }) =>
    same(
      h("button", { type: "button", class: "command", "data-testid": "command", onclick: () => actions.send(covered) }),
    ),
  date_time: (mark, _covered, { words }) =>
    same(
      h("time", {
        class: "entity date_time",
        datetime: new Date((mark.unix_time ?? 0) * 1000).toISOString(),
        title: words.moment(mark.unix_time ?? 0),
      }),
    ),
};

/** A link that opens outside, or inside when it is a deep link to this very bot. */
export function link(address, { actions }, extra = "link") {
  const url = safe(address);
  if (!url) return h("span", { class: extra, title: address });
  return h("a", {
    class: extra,
    href: url.href,
    title: url.href,
    target: "_blank",
    rel: "noopener noreferrer",
    onclick: (event) => {
      if (actions.deepLink(url)) event.preventDefault();
    },
  });
}

function safe(address) {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return SAFE.has(url.protocol) ? url : null;
}

async function copied(node, text, words) {
  if (!(await copy(text))) return;
  node.classList.add("copied");
  node.setAttribute("aria-label", words.say("copied"));
  setTimeout(() => {
    node.classList.remove("copied");
    if (node.tagName === "BUTTON") node.setAttribute("aria-label", words.say("copyCode"));
    else node.removeAttribute("aria-label");
  }, 1200);
}

const EMOJI =
  /^(?:\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier}|\u200d\p{Extended_Pictographic})*|\p{Regional_Indicator}{2}){1,3}$/u;

/** Whether a text is nothing but one to three emoji, which are shown large. */
export const onlyEmoji = (text) => text.length < 40 && EMOJI.test(text.replace(/\s/g, ""));

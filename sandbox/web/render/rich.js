// The blocks of a rich message: headings, lists, tables, quotes, code, formulas, details.
// Refuses to rebuild blocks that did not change, so that a growing draft stands still above its end.

import { h, arrange } from "../dom.js";
import { element, link } from "./text.js";
import { media } from "./media.js";
import { richLine } from "./richline.js";

/** Blocks in a box of their own; `update` shows others with as little change as possible. */
export class RichText {
  #held = [];

  constructor() {
    this.el = h("div", { class: "rich", "data-testid": "rich" });
  }

  update(message, context) {
    const blocks = message.blocks ?? [];
    const lang = context.words.lang;
    this.#held = blocks.map((block, index) => {
      const signature = lang + JSON.stringify(block);
      const held = this.#held[index];
      if (held?.signature === signature) return held;
      return { signature, node: blockOf(block, context, held?.node) };
    });
    this.el.dir = message.is_rtl ? "rtl" : "auto";
    arrange(
      this.el,
      this.#held.map((held) => held.node),
    );
    return this.el;
  }
}

/** Where a caret belongs: at the end of the innermost last block. */
export function richEnd(root) {
  let node = root;
  while (node.lastElementChild?.matches(HOLDERS)) node = node.lastElementChild;
  return node.matches(".pre") ? node.querySelector("pre > code") : node;
}

const HOLDERS = ".rich > *, .rich-list > li, .rich-body, .rich-body > *, .rich-quote > *, .rich-item > *";

function blockOf(block, context, before) {
  const build = BLOCKS[block.type];
  if (build) return build(block, context, before);
  const kind = block.type === "voice_note" ? "voice" : block.type;
  const shown = block[block.type] && media([{ [kind]: block[block.type], message_id: 0, date: 0 }], context);
  return h("figure", { class: "rich-file" }, shown ?? context.words.say("unsupported"));
}

const paragraph = (name) => (block, context) => h("p", { class: name, dir: "auto" }, textOf(block.text, context));

const BLOCKS = {
  paragraph: paragraph("rich-p"),
  footer: paragraph("rich-footer"),
  thinking: paragraph("rich-thinking"),
  heading: (block, context) =>
    h(`h${Math.min(6, block.size)}`, { class: `rich-h size-${block.size}`, dir: "auto" }, textOf(block.text, context)),
  divider: () => h("hr", { class: "rich-rule" }),
  anchor: (block) => h("span", { dataset: { name: block.name } }),
  pre: (block, context) => {
    const { outer, inner } = element({ type: "pre", language: block.language }, plain(block.text), context);
    inner.append(textOf(block.text, context));
    return outer;
  },
  mathematical_expression: (block) => h("div", { class: "rich-formula", tabindex: "0" }, formula(block.expression)),
  list: (block, context) => h("ul", { class: "rich-list" }, block.items.map((item) => itemOf(item, context))),
  blockquote: (block, context) =>
    h("blockquote", { class: "quote rich-quote" }, blocksOf(block.blocks, context), credit(block, context)),
  expandable_blockquote: (block, context) => {
    const { outer, inner } = element({ type: "expandable_blockquote" }, "", context);
    inner.append(textOf(block.text, context));
    return outer;
  },
  pullquote: (block, context) =>
    h("aside", { class: "rich-pull", dir: "auto" }, textOf(block.text, context), credit(block, context)),
  table: (block, context) =>
    h(
      "div",
      { class: "rich-scroll", tabindex: "0" },
      h(
        "table",
        { class: `rich-table ${block.is_bordered ? "bordered" : ""} ${block.is_striped ? "striped" : ""}` },
        block.caption ? h("caption", {}, textOf(block.caption, context)) : null,
        h(
          "tbody",
          {},
          block.cells.map((row) => h("tr", {}, row.map((cell) => cellOf(cell, context)))),
        ),
      ),
    ),
  details: (block, context, before) =>
    h(
      "details",
      { class: "rich-details", open: Boolean(block.is_open || before?.open) },
      h("summary", {}, textOf(block.summary, context)),
      h("div", { class: "rich-body" }, blocksOf(block.blocks, context)),
    ),
};

const blocksOf = (blocks, context) => blocks.map((block) => blockOf(block, context));

const credit = (block, context) =>
  block.credit ? h("cite", { class: "rich-credit" }, textOf(block.credit, context)) : null;

function itemOf(item, context) {
  const box = item.has_checkbox
    ? h("input", { type: "checkbox", class: "rich-box", disabled: true, checked: Boolean(item.is_checked) })
    : h("span", { class: "rich-label" }, item.label);
  return h("li", {}, box, h("div", { class: "rich-item" }, blocksOf(item.blocks, context)));
}

function cellOf(cell, context) {
  const props = {
    class: `align-${cell.align}`,
    dir: "auto",
    colspan: cell.colspan,
    rowspan: cell.rowspan,
    style: { "vertical-align": cell.valign },
  };
  return h(cell.is_header ? "th" : "td", props, cell.text === undefined ? null : textOf(cell.text, context));
}

/** A formula as it was written: this page sets no type. */
const formula = (tex) => h("code", { class: "rich-tex", title: "TeX" }, tex);

const plain = (text) => richLine({ blocks: [text] });

function textOf(text, context) {
  const root = document.createDocumentFragment();
  for (const part of Array.isArray(text) ? text : [text]) root.append(typeof part === "string" ? part : spanOf(part, context));
  return root;
}

function spanOf(span, context) {
  if (Array.isArray(span)) return textOf(span, context);
  const inside = () => textOf(span.text ?? "", context);
  const own = SPANS[span.type];
  if (own) return own(span, inside, context);
  const mark = { ...span, type: ENTITIES[span.type] ?? span.type };
  const { outer, inner } = element(mark, plain(span.text ?? ""), context);
  inner.append(inside());
  return outer;
}

const ENTITIES = { url: "text_link", email_address: "email" };

const SPANS = {
  mathematical_expression: (span) => formula(span.expression),
  subscript: (_, inside) => h("sub", {}, inside()),
  superscript: (_, inside) => h("sup", {}, inside()),
  marked: (_, inside) => h("mark", {}, inside()),
  anchor: (span) => h("span", { dataset: { name: span.name } }),
  reference: (span, inside) => h("span", { class: "rich-note", dataset: { name: span.name } }, inside()),
  reference_link: (span, inside) => jump(span.reference_name, inside()),
  anchor_link: (span, inside) => jump(span.anchor_name, inside()),
  email_address: (span, inside, context) => {
    const node = link(`mailto:${span.email_address}`, context);
    node.append(inside());
    return node;
  },
};

/** A mark that leads to a place of the same message. */
function jump(name, inside) {
  const go = (event) => {
    const places = event.currentTarget.closest(".rich")?.querySelectorAll("[data-name]") ?? [];
    [...places].find((place) => place.dataset.name === name)?.scrollIntoView({ block: "center" });
  };
  return h("button", { type: "button", class: "rich-jump", onclick: go }, inside);
}

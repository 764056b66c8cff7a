// What one can do with a group: add the bot, run it, hide, open topics, outgrow it.
// Refuses to offer a member what only admins may do.

import { h } from "./dom.js";
import { ask, openDialog } from "./overlay/dialog.js";
import { nameOf } from "./render/kinds.js";

const RUNS = ["creator", "administrator"];
const HERE = ["member", "administrator"];

/** The line under the group's name: how many, and what the bot is there. */
export function groupStatus({ group }, words) {
  const bot = { member: "botHere", administrator: "botRuns" }[group.bot] ?? "botAway";
  return `${words.say("members", { n: group.members.length })} · ${words.say(bot)}`;
}

/** Whether there is anything that the person one is can do: admins always can, others bring the bot in. */
export const canDo = ({ group }) => RUNS.includes(group.rank) || !HERE.includes(group.bot);

/** The entries of the menu of a group, for the person one is. */
export async function groupEntries(context) {
  const { chat, words, actions } = context;
  const { group } = chat;
  const runs = RUNS.includes(group.rank);
  const here = HERE.includes(group.bot);
  const entry = (icon, key, act, extra = {}) => ({
    icon,
    label: words.say(key, extra.values),
    testid: `group-${key}`,
    run: () => actions.onGroup(act),
    ...extra,
  });
  if (!runs) return [entry("user", "addBot", { act: "add_bot" })];
  const { reads_all: readsAll } = await actions.privacy();
  return [
    here ? entry("ban", "removeBot", { act: "remove_bot" }, { danger: true }) : entry("user", "addBot", { act: "add_bot" }),
    group.bot === "member" && entry("check", "promoteBot", { act: "promote_bot" }),
    group.bot === "administrator" && entry("down", "demoteBot", { act: "demote_bot" }),
    {
      icon: readsAll ? "ban" : "open",
      label: words.say(readsAll ? "hearLess" : "hearAll"),
      testid: "group-privacy",
      run: () => actions.setPrivacy(!readsAll),
    },
    group.anonymous
      ? entry("user", "showMe", { act: "anonymous", on: false })
      : entry("ban", "hideMe", { act: "anonymous", on: true }),
    group.is_forum && { icon: "edit", label: words.say("newTopic"), testid: "group-topic", run: () => newTopic(context) },
    group.type === "group" && {
      icon: "forward",
      label: words.say("upgrade"),
      testid: "group-upgrade",
      run: () => upgrade(context),
    },
    ...members(context),
  ].filter(Boolean);
}

/** For admins, making others admins and back. */
function members({ store, chat, words, actions }) {
  const { group, person } = chat;
  if (!RUNS.includes(group.rank)) return [];
  const others = group.members.filter(({ id, rank }) => id !== person.id && rank !== "creator");
  return others.map(({ id, rank }) => {
    const up = rank === "member";
    return {
      icon: up ? "check" : "down",
      label: words.say(up ? "promote" : "demote", { name: nameOf(store.chats.get(id).person) }),
      testid: up ? "group-promote" : "group-demote",
      run: () => actions.onGroup({ act: up ? "promote" : "demote", person: id }),
    };
  });
}

function upgrade({ words, actions }) {
  const run = () => actions.onGroup({ act: "upgrade" });
  ask({ title: words.say("upgrade"), text: words.say("upgradeNote"), act: words.say("upgradeAct"), run }, words);
}

function newTopic({ words, actions }) {
  const field = h("input", { class: "field", maxlength: "128", "data-testid": "topic-name", "aria-label": words.say("topicName"), placeholder: words.say("topicName") });
  const make = () => {
    const name = field.value.trim();
    if (!name) return;
    close();
    actions.onGroup({ act: "open_topic", name });
  };
  field.addEventListener("keydown", (event) => event.key === "Enter" && make());
  const close = openDialog(
    [
      h("strong", { class: "dialog-title" }, words.say("newTopic")),
      field,
      h(
        "div",
        { class: "dialog-buttons" },
        h("button", { type: "button", class: "button", onclick: () => close() }, words.say("cancel")),
        h("button", { type: "button", class: "button primary", "data-testid": "topic-make", onclick: make }, words.say("openTopic")),
      ),
    ],
    { label: words.say("newTopic") },
  );
  field.focus();
}

// Where one writes: messages, slash commands and the app's shortcuts.

import { command, say, shortcut } from "./actions.js";
import { byId, h, icon, replace } from "./dom.js";
import { menuButton } from "./menus.js";
import { attempt, note } from "./notes.js";
import { conversation, state } from "./store.js";

// @Full Name and #channel become what Slack's own client would send.
function withMentions(text) {
  let written = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const people = [...state.people.values()].sort((a, b) => b.real_name.length - a.real_name.length);
  for (const user of people) written = written.replaceAll(`@${user.real_name}`, `<@${user.id}>`);
  for (const one of state.conversations.filter((other) => other.kind === "channel")) {
    written = written.replace(new RegExp(`(^|\\s)#${one.name}(?![\\w-])`, "g"), `$1<#${one.id}|${one.name}>`);
  }
  return written;
}

const commands = () => state.workspace?.app?.commands ?? [];

async function send(area) {
  const text = area.value.trim();
  const where = state.place;
  if (!text) return;
  const slash = /^(\/\S+)\s*([\s\S]*)$/.exec(text);
  if (slash && !commands().some((one) => one.command === slash[1])) {
    note(`${slash[1]} is not a command of any installed app.`);
    return;
  }
  area.value = "";
  grow(area);
  suggest(area);
  const button = byId("composer-send");
  button?.setAttribute("aria-busy", "true");
  const reply = await attempt(() => (slash ? command(where, slash[1], slash[2]) : say(where, withMentions(text))));
  button?.removeAttribute("aria-busy");
  if (reply === null && area.value === "") area.value = text;
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, 180)}px`;
}

function suggest(area) {
  const list = byId("suggestions");
  const typed = /^(\/\S*)$/.exec(area.value)?.[1];
  const found = typed === undefined ? [] : commands().filter((one) => one.command.startsWith(typed));
  list.hidden = found.length === 0;
  replace(list, found.map((one) => h("li", {}, h("button", {
    type: "button", class: "menu-item",
    onclick: () => {
      area.value = `${one.command} `;
      suggest(area);
      area.focus();
    },
  }, h("span", {}, h("strong", {}, one.command), one.usage_hint && h("span", { class: "hint" }, ` ${one.usage_hint}`)), h("small", {}, one.description)))));
}

function keys(event) {
  const area = event.target;
  const first = byId("suggestions").querySelector("button");
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send(area);
  } else if (event.key === "Tab" && !event.shiftKey && first && area.value !== "/") {
    event.preventDefault();
    first.click();
  } else if (event.key === "ArrowDown" && first) {
    event.preventDefault();
    first.focus();
  } else if (event.key === "Escape") byId("suggestions").hidden = true;
}

const shortcuts = () => (state.workspace?.app?.shortcuts ?? []).filter((one) => one.type !== "message").map((one) => ({
  label: one.name, detail: one.description, act: () => attempt(() => shortcut(one.callback_id)),
}));

export function drawComposer() {
  const bar = byId("composer");
  const one = conversation();
  bar.hidden = !one;
  if (!one) return;
  if (one.is_archived || !one.is_member) {
    replace(bar, h("p", { class: "composer-closed" }, one.is_archived ? "This channel is archived: nobody can write here." : "You are not in this conversation."));
    return;
  }
  if (bar.dataset.place === one.id && bar.querySelector("textarea")) return;
  bar.dataset.place = one.id;
  const area = h("textarea", {
    id: "composer-text", rows: 1, placeholder: `Message ${one.kind === "channel" ? "#" : ""}${one.name && one.kind !== "mpim" ? one.name : one.title}`, "aria-label": "Write a message, or / for a command",
    onkeydown: keys, oninput: (event) => { grow(event.target); suggest(event.target); },
  });
  replace(bar, h("ul", { id: "suggestions", class: "suggestions", hidden: true, "aria-label": "Commands" }),
    h("div", { class: "composer-box" },
      shortcuts().length > 0 && menuButton({ class: "button button-icon", "aria-label": "Shortcuts", title: "Shortcuts" }, icon("bolt"), shortcuts),
      area, h("button", { id: "composer-send", type: "button", class: "button button-primary button-icon", "aria-label": "Send", onclick: () => send(area) }, icon("send"))));
}

// The left rail: the app, channels and direct messages of the person, with unread counts.

import { post } from "./api.js";
import { byId, h, icon, replace } from "./dom.js";
import { form } from "./confirm.js";
import { attempt } from "./notes.js";
import { avatar } from "./people.js";
import { go } from "./route.js";
import { botId, load, state } from "./store.js";

const goTo = (place) => go(state.workspace.id, state.person.id, place);

function entry(place, mark, title, { unread = 0, muted = false } = {}) {
  const current = state.place === place;
  return h("li", {}, h("a", {
    class: `rail-row${unread ? " unread" : ""}${muted ? " muted" : ""}`, "aria-current": current ? "page" : undefined,
    href: `#/${state.workspace.id}/${state.person.id}/${place}`, dataset: { place },
  }, mark, h("span", { class: "rail-title" }, title), unread > 0 && h("span", { class: "badge", "aria-label": `${unread} unread` }, String(unread))));
}

const channelMark = (one) => (one.kind === "channel" ? h("span", { class: "hash", "aria-hidden": "true" }, "#") : icon("lock"));

function directMark(one) {
  const others = one.members.filter((id) => id !== state.person.id);
  if (one.kind === "mpim") return h("span", { class: "avatar avatar-s avatar-count", "aria-hidden": "true" }, String(others.length));
  return avatar(state.people.get(others[0]) ?? state.person, "s");
}

function group(title, rows, add) {
  return h("section", { class: "rail-group" },
    h("div", { class: "rail-head" }, h("h2", {}, title), add && h("button", { type: "button", class: "button-bare", "aria-label": add.label, title: add.label, onclick: add.act }, icon("plus"))),
    h("ul", {}, rows));
}

const isAppDm = (one) => one.kind === "im" && one.members.includes(botId());

export function appDm() {
  return state.conversations.find(isAppDm) ?? null;
}

function appRows() {
  const { app } = state.workspace;
  if (!app?.installed) return [h("li", { class: "hint rail-hint" }, "No app is installed.")];
  const direct = appDm();
  const bot = state.people.get(botId());
  return [
    app.home_tab && entry("home", icon("home"), `${app.name} · Home`),
    direct && entry(direct.id, avatar(bot, "s"), app.name, { unread: direct.unread }),
  ];
}

// Drawn again only when it changed, and the focus stays on the row that had it.
let drawn = "";

export function drawRail() {
  const signature = JSON.stringify([state.person?.id, state.place, state.workspace, state.conversations.map(({ latest, ...rest }) => rest), state.people.size]);
  if (signature === drawn) return;
  drawn = signature;
  const focused = document.activeElement?.closest("#rail-list [data-place]")?.dataset.place;
  const mine = state.conversations.filter((one) => one.is_member);
  const channels = mine.filter((one) => one.kind === "channel" || one.kind === "group");
  const directs = mine.filter((one) => (one.kind === "im" || one.kind === "mpim") && !isAppDm(one) && (one.is_open || one.id === state.place));
  const list = byId("rail-list");
  replace(list,
    group("App", appRows()),
    group("Channels", channels.map((one) => entry(one.id, channelMark(one), one.name, { unread: one.unread, muted: one.is_archived })), { label: "Find or make a channel", act: browse }),
    group("Direct messages", directs.map((one) => entry(one.id, directMark(one), one.title, { unread: one.unread })), { label: "New message", act: newMessage }));
  if (focused) list.querySelector(`[data-place="${CSS.escape(focused)}"]`)?.focus();
}

async function newMessage() {
  const people = [...state.people.values()].filter((user) => !user.is_bot && !user.deleted && user.id !== state.person.id)
    .sort((a, b) => a.real_name.localeCompare(b.real_name));
  const answer = await form("New message", [{ name: "users", label: "To (several for a group)", multiple: true, options: people.map((user) => [user.id, user.real_name]) }], "Open");
  if (!answer) return;
  const reply = await attempt(() => post(`people/${state.person.id}/direct`, answer));
  if (reply) await opened(reply.conversation.id);
}

async function browse() {
  const open = state.conversations.filter((one) => !one.is_member && one.kind === "channel" && !one.is_archived);
  const answer = await form("Channels", [
    { name: "join", label: "Join", required: false, options: [["", "— a new channel —"], ...open.map((one) => [one.id, one.title])] },
    { name: "name", label: "or the name of a new one", required: false },
    { name: "private", label: "A new one is private", type: "checkbox", required: false },
  ], "Go");
  if (!answer) return;
  const { person, workspace } = state;
  const reply = await attempt(() => (answer.join
    ? post(`channels/${answer.join}/members`, { add: [person.id], by: person.id })
    : post("channels", { workspace: workspace.id, name: answer.name, private: answer.private, by: person.id })));
  if (reply) await opened(reply.conversation.id);
}

async function opened(id) {
  await load.conversations();
  goTo(id);
}

// The head of a conversation, and what one can do to a channel.

import { post } from "./api.js";
import { form } from "./confirm.js";
import { byId, h, icon, replace } from "./dom.js";
import { menuButton } from "./menus.js";
import { attempt } from "./notes.js";
import { avatar, closeButton, openCard } from "./people.js";
import { botId, conversation, names, state } from "./store.js";

const everyone = (one) => one.members.map((id) => state.people.get(id)).filter(Boolean);

export function drawHead() {
  const one = conversation();
  const head = byId("place-head");
  if (state.place === "home") {
    replace(head, h("div", { class: "place-titles" }, h("h1", { id: "place-title" }, `${state.workspace.app.name}`), h("p", { class: "hint" }, "The Home tab, as only this person sees it")));
    return;
  }
  if (!one) {
    replace(head, h("h1", { id: "place-title" }, ""));
    return;
  }
  const isChannel = one.kind === "channel" || one.kind === "group";
  replace(head,
    h("div", { class: "place-titles" },
      h("h1", { id: "place-title" }, isChannel ? `${one.kind === "channel" ? "#" : "🔒 "}${one.name}` : one.title),
      h("p", { class: "hint" }, one.is_archived ? "Archived" : one.topic || (one.kind === "mpim" ? "Group message" : ""))),
    h("button", { type: "button", class: "button button-quiet", onclick: () => openMembers(one), "aria-label": `${one.members.length} members` }, icon("people"), String(one.members.length)),
    isChannel && menuButton({ class: "button button-quiet", "aria-label": "Channel actions" }, icon("more"), () => actions(one), { align: "end" }));
}

const change = (one, body) => attempt(() => post(`channels/${one.id}`, { ...body, by: state.person.id }));
const members = (one, body) => attempt(() => post(`channels/${one.id}/members`, { ...body, by: state.person.id }));

function actions(one) {
  const bot = state.people.get(botId());
  const hasBot = bot && one.members.includes(bot.id);
  return [
    { label: "Add people", act: () => invite(one) },
    { label: "Remove people", act: () => remove(one) },
    bot && { label: hasBot ? `Remove ${bot.real_name}` : `Add ${bot.real_name}`, detail: "the app under test", act: () => members(one, hasBot ? { remove: [bot.id] } : { add: [bot.id] }) },
    { label: "Rename", act: () => rename(one) },
    { label: one.is_archived ? "Unarchive" : "Archive", danger: !one.is_archived, act: () => change(one, { archived: !one.is_archived }) },
    { label: "Leave", danger: true, act: () => members(one, { remove: [state.person.id] }) },
  ].filter(Boolean);
}

const choose = (users) => users.map((user) => [user.id, user.real_name]).sort((a, b) => a[1].localeCompare(b[1]));

async function invite(one) {
  const outside = names.everyone().filter((user) => !one.members.includes(user.id));
  const answer = await form("Add people", [{ name: "add", label: `To ${one.title}`, multiple: true, options: choose(outside) }], "Add");
  if (answer?.add.length) await members(one, answer);
}

async function remove(one) {
  const answer = await form("Remove people", [{ name: "remove", label: `From ${one.title}`, multiple: true, options: choose(everyone(one).filter((user) => user.id !== state.person.id)) }], "Remove");
  if (answer?.remove.length) await members(one, answer);
}

async function rename(one) {
  const answer = await form("Rename the channel", [{ name: "name", label: "Name", value: one.name }], "Rename");
  if (answer) await change(one, answer);
}

function openMembers(one) {
  const dialog = byId("card-dialog");
  replace(dialog, h("div", { class: "dialog-head" }, h("h2", { class: "dialog-title", id: "card-title" }, "Members"), closeButton(dialog)),
    h("div", { class: "person-list" }, everyone(one).map((user) => h("button", { type: "button", class: "person-row", onclick: () => { dialog.close(); openCard(user); } },
      avatar(user), h("span", { class: "person-text" }, h("span", { class: "person-name" }, user.real_name), h("small", {}, user.title || `@${user.name}`))))));
  dialog.showModal();
}

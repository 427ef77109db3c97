// Who is in the workspace: add, rename, move to another zone, deactivate, bring back.

import { post } from "./api.js";
import { form } from "./confirm.js";
import { byId, h, icon, replace } from "./dom.js";
import { menuButton } from "./menus.js";
import { attempt } from "./notes.js";
import { avatar, closeButton } from "./people.js";
import { load, state } from "./store.js";

const change = async (user, body) => {
  await attempt(() => post(`people/${user.id}`, body));
  await refresh();
};

async function refresh() {
  await load.people();
  if (byId("card-dialog").open) draw();
}

async function add() {
  const answer = await form("Add a person", [{ name: "name", label: "Full name" }, { name: "tz", label: "Time zone", value: state.person?.tz ?? "Europe/Berlin" }], "Add");
  if (!answer) return;
  await attempt(() => post("people", { workspace: state.workspace.id, ...answer }));
  await refresh();
}

async function edit(user) {
  const answer = await form(`Change ${user.real_name}`, [
    { name: "real_name", label: "Full name", value: user.real_name },
    { name: "title", label: "Title", value: user.title, required: false },
    { name: "tz", label: "Time zone", value: user.tz },
  ], "Change");
  if (answer) await change(user, answer);
}

function row(user) {
  return h("div", { class: "person-row" }, avatar(user),
    h("span", { class: "person-text" }, h("span", { class: "person-name" }, user.real_name, user.deleted && h("small", { class: "tag" }, "deactivated")), h("small", {}, user.tz)),
    menuButton({ class: "button button-quiet", "aria-label": `Change ${user.real_name}` }, icon("more"), () => [
      { label: "Name, title, zone …", act: () => edit(user) },
      user.deleted ? { label: "Reactivate", act: () => change(user, { deleted: false }) } : { label: "Deactivate", danger: true, act: () => change(user, { deleted: true }) },
    ], { align: "end" }));
}

function draw() {
  const people = [...state.people.values()].filter((user) => !user.is_bot).sort((a, b) => a.real_name.localeCompare(b.real_name));
  const dialog = byId("card-dialog");
  replace(dialog, h("div", { class: "dialog-head" }, h("h2", { class: "dialog-title", id: "card-title" }, "People of the workspace"), closeButton(dialog)),
    h("div", { class: "person-list" }, people.map(row)),
    h("div", { class: "dialog-foot" }, h("button", { type: "button", class: "button button-primary", onclick: add }, "Add a person")));
}

export function manage() {
  draw();
  byId("card-dialog").showModal();
}

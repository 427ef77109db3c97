// People: avatars made of initials, the switcher, and a person's card.

import { post } from "./api.js";
import { byId, h, icon, replace } from "./dom.js";
import { clockTime } from "./dates.js";
import { go } from "./route.js";
import { attempt } from "./notes.js";
import { productNow, state } from "./store.js";

function hue(id) {
  let sum = 7;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 3600;
  return (sum * 47) % 360;
}

export function avatar(user, size = "m") {
  const name = user?.real_name ?? "?";
  const initials = user?.is_bot ? name.slice(0, 1) : name.split(/\s+/).map((word) => /\p{L}/u.exec(word)?.[0]).filter(Boolean).slice(0, 2).join("");
  return h("span", { class: `avatar avatar-${size}${user?.is_bot ? " avatar-bot" : ""}`, "aria-hidden": "true", style: { "--hue": hue(user?.id ?? "?") } }, initials.toUpperCase());
}

const cityOf = (zone) => (zone ?? "UTC").split("/").at(-1).replaceAll("_", " ");

function row(user) {
  return h("button", {
    type: "button", class: "person-row", "aria-current": user.id === state.person?.id ? "true" : undefined,
    onclick: () => {
      byId("people-dialog").close();
      go(state.workspace.id, user.id, null);
    },
  }, avatar(user), h("span", { class: "person-text" },
    h("span", { class: "person-name" }, user.real_name, user.is_admin && h("small", { class: "tag" }, "admin"), user.is_restricted && h("small", { class: "tag" }, "guest")),
    h("small", {}, user.title || `@${user.name}`)),
  h("small", { class: "person-zone" }, `${cityOf(user.tz)} ${clockTime(productNow(), user.tz ?? "UTC")}`));
}

export function drawCurrentPerson() {
  const button = byId("person-button");
  replace(button, avatar(state.person, "m"), h("span", { class: "person-text" },
    h("small", {}, "Acting as"),
    h("span", { class: "person-name" }, state.person?.real_name ?? "Choose a person")), icon("down"));
  button.title = "Switch person";
}

export function openSwitcher() {
  const dialog = byId("people-dialog");
  const list = h("div", { class: "person-list" });
  const search = h("input", {
    class: "input", type: "search", placeholder: "Search people", "aria-label": "Search people", autofocus: true,
    oninput: () => draw(),
    onkeydown: (event) => {
      if (event.key === "Enter") {
        event.preventDefault(); // or the same key press would open the switcher again, as it gets the focus back
        list.querySelector("button")?.click();
      }
      if (event.key === "ArrowDown") list.querySelector("button")?.focus();
    },
  });
  const draw = () => {
    const wanted = search.value.toLowerCase();
    const found = [...state.people.values()].filter((user) => !user.is_bot && !user.deleted)
      .filter((user) => `${user.real_name} ${user.name} ${user.title}`.toLowerCase().includes(wanted))
      .sort((a, b) => a.real_name.localeCompare(b.real_name));
    replace(list, found.map(row), found.length === 0 && h("p", { class: "hint" }, "Nobody by that name."));
  };
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!step) return;
    event.preventDefault();
    (document.activeElement[step] ?? search).focus();
  });
  draw();
  replace(dialog, h("div", { class: "dialog-head" }, h("h2", { id: "people-title", class: "dialog-title" }, "Act as"), closeButton(dialog)), search, list);
  dialog.showModal();
}

export const closeButton = (dialog) =>
  h("button", { type: "button", class: "button-bare", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"));

export function openCard(user) {
  const dialog = byId("card-dialog");
  const now = productNow();
  const message = async () => {
    dialog.close();
    const reply = await attempt(() => post(`people/${state.person.id}/direct`, { users: [user.id] }));
    if (reply) go(state.workspace.id, state.person.id, reply.conversation.id);
  };
  const facts = [["Title", user.title], ["Zone", user.tz], ["Local time", user.tz && clockTime(now, user.tz)], ["Email", user.email], ["Id", user.id], ...Object.entries(user.fields ?? {})];
  replace(dialog,
    h("div", { class: "dialog-head" }, avatar(user, "l"), h("h2", { class: "dialog-title", id: "card-title" }, user.real_name), closeButton(dialog)),
    h("dl", { class: "facts" }, facts.filter(([, value]) => value).map(([label, value]) => [h("dt", {}, label), h("dd", {}, value)])),
    user.deleted && h("p", { class: "hint" }, "Deactivated."),
    h("div", { class: "dialog-foot" }, user.id !== state.person.id && !user.deleted && [
      h("button", { type: "button", class: "button", onclick: message }, "Message"),
      !user.is_bot && h("button", { type: "button", class: "button button-primary", onclick: () => { dialog.close(); go(state.workspace.id, user.id, null); } }, `Act as ${user.real_name.split(" ")[0]}`)]));
  dialog.showModal();
}

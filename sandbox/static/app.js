// Starts the page: which person and place it shows comes from its address, and changes of state draw the parts they concern.

import { openHome } from "./actions.js";
import { get } from "./api.js";
import { drawClock, startClock } from "./clock.js";
import { drawComposer } from "./composer.js";
import { drawHead } from "./conversation.js";
import { byId, h, replace } from "./dom.js";
import { loadEmoji } from "./emoji.js";
import { follow } from "./feed.js";
import { drawHome } from "./home.js";
import { drawFaults, drawTraffic, toggleInspector } from "./inspector.js";
import { closeMenus } from "./menus.js";
import { drawMessages } from "./messages.js";
import { drawModal, startModal } from "./modal.js";
import { attempt, note } from "./notes.js";
import { drawCurrentPerson, openSwitcher } from "./people.js";
import { manage } from "./admin.js";
import { appDm, drawRail } from "./rail.js";
import { go, here } from "./route.js";
import { load, on, state, tell } from "./store.js";
import { startTheme } from "./theme.js";

let opening = {};

function drawPlace() {
  const home = state.place === "home";
  byId("scroller").hidden = home;
  drawHead();
  drawComposer();
  drawHome();
  if (!home) drawMessages();
  document.title = `${state.person?.real_name ?? "Sandbox"} · ${state.workspace?.name ?? "Sandbox"}`;
}

function drawWorkspaces() {
  const select = byId("workspace");
  replace(select, state.workspaces.map((one) => h("option", { value: one.id, selected: one.id === state.workspace?.id }, one.name)));
  select.disabled = state.workspaces.length < 2;
}

on("people", () => {
  if (!state.person) return;
  drawCurrentPerson();
  drawRail();
  drawHead();
  drawMessages({ fresh: true });
  drawClock();
});
on("conversations", () => { drawRail(); drawHead(); drawComposer(); });
on("messages", () => drawMessages());
on("home", drawHome);
on("views", drawModal);
on("clock", drawClock);
on("place", drawPlace);
on("traffic", drawTraffic);
on("faults", drawFaults);

async function useWorkspace(id) {
  const found = state.workspaces.find((one) => one.id === id);
  if (!found || found === state.workspace) return;
  state.workspace = found;
  state.person = null;
  await load.people();
  drawWorkspaces();
}

async function usePerson(id) {
  if (state.person?.id === id) return;
  state.person = state.people.get(id);
  Object.assign(state, { messages: [], home: null, views: [], place: null });
  tell("people");
  await Promise.all([load.conversations(), load.home(), load.views()]);
}

async function usePlace(id) {
  closeMenus();
  const changed = state.place !== id;
  state.place = id;
  if (changed) state.messages = [];
  document.body.classList.remove("rail-open");
  tell("place");
  drawRail();
  if (id === "home") {
    const opened = await attempt(openHome);
    state.homeProblem = opened?.event?.ok === false ? opened.event.reason : null;
    await load.home();
  }
  await load.messages();
}

const firstPerson = () => {
  const people = [...state.people.values()].filter((user) => !user.is_bot && !user.deleted);
  return (state.people.get(opening.person) ?? people.find((user) => user.is_admin) ?? people[0])?.id;
};

const firstPlace = () => (state.conversations.find((one) => one.id === opening.channel) ?? appDm() ?? state.conversations.find((one) => one.is_member))?.id ?? "home";

async function followAddress() {
  const [workspace, person, place] = here();
  const wanted = state.workspaces.find((one) => one.id === workspace) ?? state.workspaces.find((one) => one.id === opening.workspace) ?? state.workspaces[0];
  if (!wanted) return;
  await useWorkspace(wanted.id);
  const who = state.people.has(person) ? person : firstPerson();
  if (!who) {
    note("This workspace has no people.");
    return;
  }
  await usePerson(who);
  const known = place === "home" || state.conversations.some((one) => one.id === place);
  if (!known) {
    history.replaceState(null, "", `#/${wanted.id}/${who}/${firstPlace()}`);
    await usePlace(firstPlace());
  } else await usePlace(place);
}

function startShell() {
  // the address holds the place, so the link must not change it
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("main").focus();
  });
  // a message's permalink leads to its conversation here, as the person one acts as
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const path = link && new URL(link.href);
    const channel = path?.origin === location.origin && /^\/archives\/(\w+)/.exec(path.pathname)?.[1];
    if (!channel) return;
    event.preventDefault();
    go(state.workspace.id, state.person.id, channel);
  });
  byId("person-button").addEventListener("click", openSwitcher);
  byId("manage-button").addEventListener("click", manage);
  byId("rail-button").addEventListener("click", () => document.body.classList.toggle("rail-open"));
  byId("rail-veil").addEventListener("click", () => document.body.classList.remove("rail-open"));
  byId("inspector-button").addEventListener("click", () => toggleInspector());
  byId("workspace").addEventListener("change", (event) => go(event.target.value, null, null));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.body.classList.remove("rail-open");
  });
  document.addEventListener("visibilitychange", () => state.person && document.visibilityState === "visible" && attempt(load.messages));
}

async function start() {
  startTheme();
  startClock();
  startModal();
  startShell();
  await loadEmoji();
  const first = await attempt(() => get("workspaces"));
  if (!first) return;
  state.workspaces = first.workspaces;
  opening = first.open ?? {};
  await attempt(load.clock);
  follow();
  await attempt(followAddress);
  window.addEventListener("hashchange", () => attempt(followAddress));
  document.body.dataset.ready = "true";
}

start();

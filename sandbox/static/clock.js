// The clock bar: product time, and moving it.

import { post, remove } from "./api.js";
import { form } from "./confirm.js";
import { isoMinute, instantOf, shortMoment, zoneName } from "./dates.js";
import { byId, h, icon, replace } from "./dom.js";
import { menuButton } from "./menus.js";
import { attempt } from "./notes.js";
import { load, names, productNow, state } from "./store.js";

const zone = () => state.zone ?? names.zone;

const move = async (body) => {
  if (await attempt(() => post("clock", body))) await load.clock();
};

const JUMPS = [
  ["Fri 10:00", "To Friday 10:00", () => move({ to_weekday: "friday", time: "10:00", zone: zone() })],
  ["Mon 09:00", "To Monday 09:00", () => move({ to_weekday: "monday", time: "09:00", zone: zone() })],
  ["+1 hour", "One hour on", () => move({ advance: "1h" })],
  ["+1 day", "One day on", () => move({ advance: "1d" })],
  ["+1 week", "One week on", () => move({ advance: "1w" })],
];

async function toMoment() {
  const answer = await form("Move the clock to", [{ name: "to", label: `Day and time (${zone()})`, type: "datetime-local", value: isoMinute(productNow(), zone()) }], "Go");
  if (answer) await move({ to: instantOf(answer.to, zone()).toISOString() });
}

function zones() {
  const known = new Set(["UTC", ...[...state.people.values()].map((user) => user.tz).filter(Boolean)]);
  return [...known].sort();
}

function zoneSelect() {
  return h("select", {
    class: "clock-zone", "aria-label": "Zone of the clock",
    onchange: (event) => {
      state.zone = event.target.value || null;
      localStorage.setItem("zone", event.target.value);
      drawClock();
    },
  }, h("option", { value: "", selected: !state.zone }, `Their zone (${names.zone})`), zones().map((one) => h("option", { value: one, selected: one === state.zone }, one)));
}

function progress(clock) {
  if (!clock.travelling) return null;
  const waiting = clock.waiting_for?.length ? ` · waiting for ${clock.waiting_for.join(", ")}` : "";
  return h("span", { class: "travel", role: "status" }, h("span", { class: "spinner", "aria-hidden": "true" }), `on the way to ${shortMoment(new Date(clock.target), zone())}${waiting}`,
    h("button", { type: "button", class: "button button-small", onclick: async () => { await attempt(() => remove("clock/travel")); await load.clock(); } }, "Stop"));
}

let built = "";

export function drawClock() {
  const { clock } = state;
  if (!clock) return;
  const signature = JSON.stringify([zone(), state.person?.id, clock.travelling, clock.target, clock.waiting_for, zones().length]);
  if (signature !== built) {
    built = signature;
    replace(byId("clock"), icon("clock"), h("time", { id: "clock-now" }), zoneSelect(),
      progress(clock) ?? [
        h("span", { class: "clock-jumps" }, JUMPS.map(([label, title, act]) => h("button", { type: "button", class: "button button-small", title, "aria-label": title, onclick: act }, label)),
          h("button", { type: "button", class: "button button-small", onclick: toMoment }, "To …")),
        h("span", { class: "clock-menu" }, menuButton({ class: "button button-small", "aria-label": "Move the clock" }, ["Move", icon("down")],
          () => [...JUMPS.map(([, label, act]) => ({ label, act })), { label: "To a moment …", act: toMoment }], { align: "end" })),
      ]);
  }
  tick();
}

function tick() {
  const node = byId("clock-now");
  if (!node || !state.clock) return;
  const now = productNow();
  const text = `${shortMoment(now, zone())} ${zoneName(now, zone())}`;
  if (node.textContent !== text) node.textContent = text;
  node.dateTime = now.toISOString();
}

export function startClock() {
  state.zone = localStorage.getItem("zone") || null;
  setInterval(tick, 1000);
}

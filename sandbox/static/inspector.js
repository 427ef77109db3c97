// The drawer of raw traffic, with the faults that are set and counts by method.

import { get, post, remove } from "./api.js";
import { byId, h, icon, replace } from "./dom.js";
import { attempt } from "./notes.js";
import { faultsPanel } from "./faults.js";

const drawer = () => byId("inspector");
const rows = new Map(); // number -> node, so that what is unfolded stays so
let tab = "traffic";
let paused = false;

const tabs = [["traffic", "Traffic"], ["faults", "Faults"], ["counts", "Counts"]];

export function toggleInspector(open = drawer().hidden) {
  drawer().hidden = !open;
  byId("inspector-button").setAttribute("aria-expanded", String(open));
  if (open) build();
}

function build() {
  const buttons = tabs.map(([name, label]) => h("button", {
    type: "button", role: "tab", class: "tab", "aria-selected": String(name === tab), "aria-controls": "inspector-panel",
    onclick: () => { tab = name; build(); },
  }, label));
  replace(drawer(), h("div", { class: "dialog-head" }, h("h2", { class: "dialog-title" }, "Inspector"),
    h("button", { type: "button", class: "button-bare", "aria-label": "Close the inspector", onclick: () => toggleInspector(false) }, icon("close"))),
  h("div", { class: "tabs", role: "tablist" }, buttons), h("div", { id: "inspector-panel", role: "tabpanel", class: "inspector-panel" }));
  rows.clear();
  PANELS[tab]();
}

function trafficPanel() {
  const filter = h("input", { id: "traffic-filter", class: "input", type: "search", placeholder: "Method or event", "aria-label": "Filter by method or event", oninput: redraw });
  const errors = h("input", { id: "traffic-errors", type: "checkbox", onchange: redraw });
  const pause = h("input", { type: "checkbox", checked: paused, onchange: () => { paused = pause.checked; drawTraffic(); } });
  replace(byId("inspector-panel"),
    h("div", { class: "filters" }, filter, h("label", { class: "box" }, errors, "errors only"), h("label", { class: "box" }, pause, "pause")),
    h("ol", { id: "traffic", class: "traffic" }));
  drawTraffic();
}

function redraw() {
  rows.clear();
  byId("traffic").replaceChildren();
  drawTraffic();
}

export async function drawTraffic() {
  if (drawer().hidden || tab !== "traffic" || paused) return;
  const query = new URLSearchParams({ limit: "100", method: byId("traffic-filter").value, errors: byId("traffic-errors").checked ? "1" : "0" });
  const reply = await attempt(() => get(`traffic?${query}`));
  const list = byId("traffic");
  if (!reply || !list) return;
  for (const entry of reply.traffic) {
    const signature = JSON.stringify([entry.status, entry.error, entry.response]);
    const known = rows.get(entry.number);
    if (known?.signature === signature) continue;
    const node = row(entry);
    if (known) known.node.replaceWith(node);
    else list.prepend(node);
    rows.set(entry.number, { node, signature });
  }
  while (list.children.length > 300) list.lastElementChild.remove();
}

const lasting = (ms) => (ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(1)} s`);

function row(entry) {
  const failed = Boolean(entry.error) || entry.status >= 400;
  const direction = entry.direction === "in" ? "from the app" : "to the app";
  const details = h("details", { class: failed ? "failed" : "" }, h("summary", {},
    h("span", { class: "way", title: direction, "aria-label": direction }, entry.direction === "in" ? "→" : "←"),
    h("code", { class: "method" }, entry.method),
    h("span", { class: "outcome" }, entry.error || (entry.status === null ? "…" : String(entry.status))),
    h("span", { class: "took" }, entry.ms === null ? "" : lasting(entry.ms))));
  details.addEventListener("toggle", () => details.open && details.children.length === 1 && details.append(
    h("h4", {}, entry.direction === "in" ? "Request" : "Sent"), h("pre", {}, JSON.stringify(entry.request, null, 2)),
    h("h4", {}, "Answer"), h("pre", {}, JSON.stringify(entry.response, null, 2) ?? "none yet")));
  return h("li", {}, details);
}

async function countsPanel() {
  const reply = await attempt(() => get("stats"));
  if (!reply || tab !== "counts") return;
  const lines = Object.entries(reply.methods).sort(([, a], [, b]) => b.calls - a.calls);
  replace(byId("inspector-panel"),
    h("div", { class: "filters" },
      h("button", { type: "button", class: "button button-small", onclick: countsPanel }, "Read again"),
      h("button", { type: "button", class: "button button-small", onclick: () => attempt(() => post("limits")) }, "Reset rate limits"),
      h("button", { type: "button", class: "button button-small", onclick: async () => { await attempt(() => remove("stats")); countsPanel(); } }, "Set to zero")),
    lines.length === 0 && h("p", { class: "empty" }, "No calls yet."),
    h("table", { class: "counts" }, h("thead", {}, h("tr", {}, h("th", {}, "Method"), h("th", {}, "Calls"), h("th", {}, "Errors"))),
      h("tbody", {}, lines.map(([method, { calls, errors }]) => h("tr", {}, h("td", {}, h("code", {}, method)), h("td", {}, String(calls)),
        h("td", {}, Object.entries(errors).map(([name, count]) => `${name} ${count}`).join(", ")))))));
}

const PANELS = { traffic: trafficPanel, counts: countsPanel, faults: () => faultsPanel(byId("inspector-panel")) };

export function drawFaults() {
  if (!drawer().hidden && tab === "faults") faultsPanel(byId("inspector-panel"));
}

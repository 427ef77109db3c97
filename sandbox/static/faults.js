// The faults that are set, and setting one.

import { get, post, remove } from "./api.js";
import { form } from "./confirm.js";
import { h, replace } from "./dom.js";
import { attempt } from "./notes.js";

let kinds = [];

function describe(fault) {
  const times = fault.count === null ? "until cleared" : fault.count === 1 ? "once" : `${fault.count} times`;
  const about = ["user", "channel", "team"].filter((name) => fault[name]).map((name) => `${name} ${fault[name]}`);
  const chance = fault.probability < 1 ? `with probability ${fault.probability}` : null;
  return [fault.method === "*" ? "every method" : fault.method, fault.kind.replaceAll("_", " "), times, chance, ...about].filter(Boolean).join(" · ");
}

export async function faultsPanel(panel) {
  const reply = await attempt(() => get("faults"));
  if (!reply) return;
  kinds = reply.kinds;
  const drop = (path) => async () => {
    await attempt(() => remove(path));
    await faultsPanel(panel);
  };
  replace(panel,
    h("div", { class: "filters" },
      h("button", { type: "button", class: "button button-small button-primary", onclick: () => add(panel) }, "Set a fault"),
      h("button", { type: "button", class: "button button-small", onclick: drop("faults") }, "Clear all")),
    reply.faults.length === 0 && h("p", { class: "empty" }, "No faults are set: everything answers as Slack does on a good day."),
    h("ul", { class: "faults" }, reply.faults.map((fault) => h("li", {}, h("span", {}, describe(fault)),
      h("button", { type: "button", class: "button button-small", onclick: drop(`faults/${fault.id}`) }, "Clear")))));
}

async function add(panel) {
  const answer = await form("Set a fault", [
    { name: "method", label: "Method (* for all)", value: "chat.postMessage" },
    { name: "kind", label: "What happens", options: kinds.map((kind) => [kind, kind.replaceAll("_", " ")]) },
    { name: "count", label: "How many times (empty: until cleared)", type: "number", value: "1", required: false },
    { name: "seconds", label: "Seconds (for latency, timeout, Retry-After)", type: "number", value: "1", required: false },
  ], "Set");
  if (!answer) return;
  const body = { method: answer.method, kind: answer.kind, count: answer.count ? Number(answer.count) : null };
  if (answer.seconds) body.seconds = Number(answer.seconds);
  await attempt(() => post("faults", body));
  await faultsPanel(panel);
}

// Modals: the top view of the person's stack in a dialog that keeps the focus, with errors beside the fields.

import { closeView, container, submitView } from "./actions.js";
import { blockNodes } from "./blocks.js";
import { byId, h, icon, replace } from "./dom.js";
import { readValues } from "./elements.js";
import { focusMark, restoreFocus } from "./focus.js";
import { attempt, note } from "./notes.js";
import { state } from "./store.js";
import { textNodes } from "./text.js";

let shown = null; // {key, view, container, errors}

const dialog = () => byId("modal");

export function drawModal() {
  const view = state.views.at(-1);
  if (!view) {
    if (dialog().open) dialog().close();
    shown = null;
    return;
  }
  const key = `${view.id}/${view.hash}/${JSON.stringify(view.errors ?? {})}`;
  if (shown?.key === key) return;
  const typed = shown?.view.id === view.id ? readValues(shown.container) : null;
  show(view, key, typed);
}

// What was typed stays when the app updates the view, as long as block and action keep their ids.
function show(view, key, typed) {
  const mark = focusMark(dialog());
  const values = view.state?.values;
  const made = container({ modal: true }, values, { errors: view.errors, typed });
  shown = { key, view, container: made };
  const form = h("form", { class: "modal-form", novalidate: true, onsubmit: submit },
    head(view), h("div", { class: "modal-body" }, blockNodes(view.blocks, made)), foot(view));
  replace(dialog(), form);
  if (!dialog().open) dialog().showModal();
  const wrong = dialog().querySelector('[aria-invalid="true"]');
  if (wrong) wrong.focus();
  else if (!restoreFocus(dialog(), mark)) (dialog().querySelector("[autofocus]") ?? dialog().querySelector(".modal-body :is(input, textarea, select, button)") ?? dialog().querySelector("button"))?.focus();
}

function head(view) {
  const deep = state.views.length > 1;
  return h("div", { class: "dialog-head" },
    deep && h("button", { type: "button", class: "button-bare", "aria-label": "Back", onclick: () => close(false) }, icon("back")),
    h("h2", { id: "modal-title", class: "dialog-title" }, textNodes(view.title)),
    h("button", { type: "button", class: "button-bare", "aria-label": "Close", onclick: () => close(true) }, icon("close")));
}

function foot(view) {
  return h("div", { class: "dialog-foot" },
    h("button", { type: "button", class: "button", onclick: () => close(false) }, view.close ? textNodes(view.close) : state.views.length > 1 ? "Back" : "Cancel"),
    view.submit && h("button", { type: "submit", class: "button button-primary" }, textNodes(view.submit)));
}

const close = (all) => attempt(() => closeView(all));

async function submit(event) {
  event.preventDefault();
  const button = dialog().querySelector("button[type=submit]");
  if (!button || button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  dialog().classList.add("waiting");
  try {
    await submitView(readValues(shown.container));
  } catch (error) {
    if (!error.reply) throw error;
    if (error.reply.error !== "view_errors") note(error.message);
  } finally {
    button.removeAttribute("aria-busy");
    dialog().classList.remove("waiting");
  }
}

export function startModal() {
  dialog().addEventListener("cancel", (event) => {
    event.preventDefault();
    close(false);
  });
}

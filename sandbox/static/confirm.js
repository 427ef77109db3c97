// Dialogs that ask: the confirm object of an element, and short questions of the page itself.

import { freshId, h } from "./dom.js";
import { textNodes } from "./text.js";

function ask(build) {
  return new Promise((resolve) => {
    const id = freshId("ask");
    const dialog = h("dialog", { class: "dialog dialog-small", "aria-labelledby": id });
    const finish = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      finish(null);
    });
    build(dialog, finish, id);
    document.body.append(dialog);
    dialog.showModal();
  });
}

// true when confirmed; an element without a confirm object needs no question
export async function confirmed(confirm, names) {
  if (!confirm) return true;
  const answer = await ask((dialog, finish, id) => {
    dialog.append(
      h("h2", { id, class: "dialog-title" }, textNodes(confirm.title, names)),
      h("div", { class: "dialog-body mrkdwn" }, textNodes(confirm.text, names)),
      h("div", { class: "dialog-foot" },
        h("button", { type: "button", class: "button", onclick: () => finish(false) }, textNodes(confirm.deny, names)),
        h("button", { type: "button", class: `button button-${confirm.style ?? "primary"}`, autofocus: true, onclick: () => finish(true) },
          textNodes(confirm.confirm, names))));
  });
  return answer === true;
}

// A small form of the page's own. fields: [{name, label, type?, options?, value?}]; null when cancelled.
export function form(title, fields, submitLabel) {
  return ask((dialog, finish, id) => {
    const inputs = fields.map((field) => ({ field, node: control(field) }));
    dialog.append(h("form", {
      method: "dialog",
      onsubmit: (event) => {
        event.preventDefault();
        finish(Object.fromEntries(inputs.map(({ field, node }) => [field.name, read(node)])));
      },
    },
    h("h2", { id, class: "dialog-title" }, title),
    h("div", { class: "dialog-body" }, inputs.map(({ field, node }) => h("label", { class: "field" }, h("span", { class: "field-label" }, field.label), node))),
    h("div", { class: "dialog-foot" },
      h("button", { type: "button", class: "button", onclick: () => finish(null) }, "Cancel"),
      h("button", { type: "submit", class: "button button-primary" }, submitLabel))));
  });
}

function control(field) {
  if (!field.options) return h("input", { class: "input", type: field.type ?? "text", value: field.value ?? "", required: field.required ?? true, list: field.list });
  return h("select", { class: "input", multiple: field.multiple ?? false, size: field.multiple ? 8 : undefined },
    field.options.map(([value, label]) => h("option", { value, selected: value === field.value }, label)));
}

const read = (node) => {
  if (node.type === "checkbox") return node.checked;
  return node.multiple ? [...node.selectedOptions].map((option) => option.value) : node.value;
};

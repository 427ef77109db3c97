// Interactive elements by type, and what happens when a person acts on one.
// A container is {names, values, fields: Map, press(element, blockId, value) -> Promise}.

import { h } from "./dom.js";
import { checkboxes, externalSelect, multiSelect, overflow, radios, select } from "./choices.js";
import { confirmed } from "./confirm.js";
import { date, datetime, email, number, plainText, richTextInput, time, url } from "./inputs.js";
import { currentValue } from "./state.js";
import { textNodes } from "./text.js";

// An image that was uploaded to the sandbox, by its id or its private address, where people may see it.
export function uploaded(file, { workspace }) {
  const id = file?.id ?? /\/files\/[^/]+\/([^/]+)\//.exec(file?.url ?? "")?.[1];
  return id && `/control/files/${workspace}/${id}`;
}

const MAKERS = {
  static_select: select, external_select: externalSelect, users_select: select, conversations_select: select, channels_select: select,
  multi_static_select: multiSelect, multi_users_select: multiSelect,
  multi_conversations_select: multiSelect, multi_channels_select: multiSelect,
  checkboxes, radio_buttons: radios, overflow,
  plain_text_input: plainText, email_text_input: email, url_text_input: url, number_input: number, rich_text_input: richTextInput,
  datepicker: date, timepicker: time, datetimepicker: datetime,
};

export function pressable(node, element, blockId, container) {
  return async (value) => {
    if (!(await confirmed(element.confirm, container.names))) return;
    node.setAttribute("aria-busy", "true");
    try {
      await container.press(element, blockId, value);
    } finally {
      node.removeAttribute("aria-busy");
    }
  };
}

export function button(element, blockId, container) {
  const attributes = { type: "button", class: `button button-${element.style ?? "plain"}`, "aria-label": element.accessibility_label };
  const act = () => {
    if (element.url) window.open(element.url, "_blank", "noopener");
    if (node.getAttribute("aria-busy") !== "true") press(element.value);
  };
  const node = h("button", { ...attributes, onclick: act, dataset: { action: element.action_id } }, textNodes(element.text, container.names));
  const press = pressable(node, element, blockId, container);
  return node;
}

function feedback(element, blockId, container) {
  return [element.positive_button, element.negative_button].map((one) =>
    button({ ...element, ...one, type: "feedback_buttons" }, blockId, container));
}

// `input` is the input block around the element, if there is one: then choosing sends nothing unless it dispatches.
export function elementNode(element, blockId, container, { input, attributes = {} } = {}) {
  if (element.type === "button" || element.type === "icon_button" || element.type === "workflow_button") return button(element, blockId, container);
  if (element.type === "feedback_buttons") return feedback(element, blockId, container);
  if (element.type === "image") return h("img", { class: "image-element", src: element.image_url ?? uploaded(element.slack_file, container.names), alt: element.alt_text });
  const maker = MAKERS[element.type];
  if (!maker) return h("span", { class: "unsupported" }, `The sandbox does not show ${element.type}.`);
  let press = null;
  const changed = (value) => {
    if (!input || input.dispatch_action) press(value);
  };
  changed.dispatches = !input || input.dispatch_action;
  const current = currentValue(element, blockId, container);
  const made = maker(element, current, {
    names: container.names, changed, suggest: (typed) => container.suggest(element, blockId, typed), attributes: { "data-action": element.action_id, autofocus: element.focus_on_load, ...attributes },
  });
  press = pressable(made.node, element, blockId, container);
  container.fields.set(`${blockId}\n${element.action_id}`, { element, blockId, read: made.read });
  return made.node;
}

// {block_id: {action_id: value}} of everything in the container that holds a value
export function readValues(container) {
  const values = {};
  for (const { element, blockId, read } of container.fields.values()) {
    const value = read();
    if (value !== undefined) (values[blockId] ??= {})[element.action_id] = value;
  }
  return values;
}


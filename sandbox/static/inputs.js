// Elements that take text, numbers, dates and times. Each maker returns {node, read()}.

import { h } from "./dom.js";
import { instantOf, isoMinute } from "./dates.js";
import { plain } from "./text.js";

function dispatching(element, node, { changed, read }) {
  const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (when.includes("on_character_entered")) node.addEventListener("input", () => changed(read()));
  if (!when.includes("on_enter_pressed")) return;
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || !changed.dispatches) return;
    event.preventDefault();
    changed(read());
  });
}

function text(type) {
  return (element, current, { changed, attributes }) => {
    const common = {
      class: "input", value: current ?? "", placeholder: plain(element.placeholder) || undefined,
      maxlength: element.max_length, minlength: element.min_length, autocomplete: "off", ...attributes,
    };
    const node = element.multiline
      ? h("textarea", { ...common, rows: 4 })
      : h("input", { ...common, type, min: element.min_value, max: element.max_value, step: element.is_decimal_allowed ? "any" : undefined });
    const read = () => (node.value === "" ? null : node.value);
    dispatching(element, node, { changed, read });
    return { node, read };
  };
}

export const plainText = text("text");
export const email = text("email");
export const url = text("url");
export const number = text("number");

// Rich text is typed as plain lines here; what goes to the app is a rich_text block of them.
export function richTextInput(element, current, options) {
  if (typeof current === "string") return plainText({ ...element, multiline: true }, current, options);
  const lines = (current?.elements ?? []).map((part) => (part.elements ?? []).map((one) => one.text ?? "").join("")).join("\n");
  return plainText({ ...element, multiline: true }, lines, options);
}

function picker(type) {
  return (element, current, { changed, attributes }) => {
    const node = h("input", { class: "input input-short", type, value: current ?? "", "aria-label": plain(element.placeholder) || type, ...attributes, onchange: () => changed(node.value || null) });
    return { node, read: () => node.value || null };
  };
}

export const date = picker("date");
export const time = picker("time");

// In the reader's zone; the value is seconds since 1970.
export function datetime(element, current, { names, changed, attributes }) {
  const local = current ? isoMinute(new Date(current * 1000), names.zone) : "";
  const node = h("input", { class: "input input-short", type: "datetime-local", value: local, "aria-label": "Date and time", ...attributes, onchange: () => changed(read()) });
  const read = () => (node.value ? Math.floor(instantOf(node.value.slice(0, 16), names.zone) / 1000) : null);
  return { node, read };
}

// Elements that choose among options. Each maker returns {node, read()}; `changed(value)` is called when the person chooses.

import { freshId, h, icon } from "./dom.js";
import { menuButton } from "./menus.js";
import { plain, textNodes } from "./text.js";

const optionsOf = (element) => element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];

// [{value, label, group?}] for every kind of select
function choicesOf(element, names) {
  const kind = element.type.replace("multi_", "");
  if (kind === "users_select") return names.everyone().map((user) => ({ value: user.id, label: user.real_name }));
  if (kind === "channels_select") return names.channels().filter((one) => one.kind === "channel").map(conversationChoice);
  if (kind === "conversations_select") return names.channels().filter(allowed(element.filter)).map(conversationChoice);
  if (element.option_groups) {
    return element.option_groups.flatMap((group) =>
      group.options.map((option) => ({ value: option.value, label: plain(option.text), group: plain(group.label) })));
  }
  return optionsOf(element).map((option) => ({ value: option.value, label: plain(option.text), detail: plain(option.description) }));
}

const conversationChoice = (one) => ({ value: one.id, label: one.title });

const KINDS = { channel: "public", group: "private", im: "im", mpim: "mpim" };
const allowed = (filter) => (one) => !filter?.include || filter.include.includes(KINDS[one.kind]);

export function select(element, current, { names, changed, attributes }) {
  const choices = choicesOf(element, names);
  const groups = [...new Set(choices.map((choice) => choice.group))];
  const option = (choice) => h("option", { value: choice.value, selected: choice.value === current }, choice.label);
  const node = h("select", { class: "input select", "aria-label": plain(element.placeholder) || "Choose", ...attributes, onchange: () => changed(node.value || null) },
    h("option", { value: "", selected: current === undefined }, plain(element.placeholder) || "Choose an option"),
    groups.map((group) => {
      const inside = choices.filter((choice) => choice.group === group).map(option);
      return group ? h("optgroup", { label: group }, inside) : inside;
    }));
  return { node, read: () => node.value || null };
}

// The options come from the app, for what was typed.
export function externalSelect(element, current, { names, changed, attributes, suggest }) {
  const found = new Map();
  const list = h("select", { class: "input select", "aria-label": "Suggestions", onchange: () => changed(read()) });
  const show = (options) => {
    const chosen = list.value;
    list.replaceChildren(h("option", { value: "" }, plain(element.placeholder) || "Choose an option"), ...options.map((option) => {
      found.set(option.value, option);
      return h("option", { value: option.value, selected: option.value === chosen }, plain(option.text));
    }));
  };
  const look = async () => show((await suggest(search.value)).flatMap((one) => one.options ?? [one]));
  const search = h("input", { class: "input", type: "search", placeholder: "Type to search", onfocus: () => list.options.length < 2 && look(), ...attributes,
    oninput: () => search.value.length >= (element.min_query_length ?? 3) && look() });
  const read = () => found.get(list.value) ?? null;
  show(current ? [current] : []);
  list.value = current?.value ?? "";
  return { node: h("div", { class: "external" }, search, list), read };
}

export function multiSelect(element, current, { names, changed, attributes }) {
  const choices = choicesOf(element, names);
  const chosen = new Set(current ?? []);
  const id = freshId("picker");
  const label = h("span", { class: "picker-label" });
  const panel = h("div", { class: "picker-panel", id, hidden: true });
  const button = h("button", { type: "button", class: "input picker-button", "aria-expanded": "false", "aria-controls": id, ...attributes }, label, icon("down"));
  const show = () => {
    const labels = choices.filter((choice) => chosen.has(choice.value)).map((choice) => h("span", { class: "chip" }, choice.label));
    label.replaceChildren(...(labels.length ? labels : [plain(element.placeholder) || "Choose options"]));
    label.classList.toggle("placeholder", labels.length === 0);
  };
  const toggle = (choice, box) => {
    if (box.checked && element.max_selected_items && chosen.size >= element.max_selected_items) {
      box.checked = false;
      return;
    }
    if (box.checked) chosen.add(choice.value);
    else chosen.delete(choice.value);
    show();
  };
  const close = () => {
    if (panel.hidden) return;
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (before !== [...chosen].join()) changed([...chosen]);
  };
  let before = "";
  button.addEventListener("click", () => {
    if (!panel.hidden) return close();
    before = [...chosen].join();
    fillPanel(panel, choices, chosen, toggle);
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    return panel.querySelector("input").focus();
  });
  const node = h("div", {
    class: "picker",
    onkeydown: (event) => {
      if (event.key !== "Escape" || panel.hidden) return;
      event.preventDefault();
      event.stopPropagation();
      close();
      button.focus();
    },
    onfocusout: (event) => {
      if (!event.relatedTarget || !node.contains(event.relatedTarget)) close();
    },
  }, button, panel);
  show();
  return { node, read: () => [...chosen] };
}

function fillPanel(panel, choices, chosen, toggle) {
  const rows = choices.map((choice) => {
    const box = h("input", { type: "checkbox", checked: chosen.has(choice.value), onchange: () => toggle(choice, box) });
    return h("label", { class: "picker-row", dataset: { label: choice.label.toLowerCase() } }, box, choice.label);
  });
  const search = h("input", {
    class: "input", type: "search", placeholder: "Search", "aria-label": "Search the options",
    oninput: () => rows.forEach((row) => (row.hidden = !row.dataset.label.includes(search.value.toLowerCase()))),
    onkeydown: (event) => event.key === "Enter" && event.preventDefault(),
  });
  // mousedown on a label would blur the search field and close the panel before the click arrives
  const list = h("div", { class: "picker-list", tabindex: "-1", onmousedown: (event) => event.target.closest("label") && event.preventDefault() }, rows);
  panel.replaceChildren(search, list);
}

function boxes(kind) {
  return (element, current, { names, changed, attributes }) => {
    const group = freshId(kind);
    const initial = kind === "radio" ? [current] : (current ?? []);
    const inputs = optionsOf(element).map((option) => ({
      option,
      input: h("input", { type: kind, name: group, value: option.value, checked: initial.includes(option.value), onchange: () => changed(read()) }),
    }));
    const values = () => inputs.filter(({ input }) => input.checked).map(({ option }) => option.value);
    const read = () => (kind === "radio" ? (values()[0] ?? null) : values());
    const node = h("div", { class: "boxes", role: kind === "radio" ? "radiogroup" : "group", ...attributes },
      inputs.map(({ option, input }) => h("label", { class: "box" }, input, h("span", {}, textNodes(option.text, names),
        option.description && h("small", {}, textNodes(option.description, names))))));
    return { node, read };
  };
}

export const checkboxes = boxes("checkbox");
export const radios = boxes("radio");

export function overflow(element, _current, { changed, attributes }) {
  const items = () => optionsOf(element).map((option) => ({
    label: plain(option.text),
    detail: plain(option.description) || undefined,
    act: () => {
      if (option.url) window.open(option.url, "_blank", "noopener");
      changed(option.value);
    },
  }));
  return { node: menuButton({ class: "button button-icon", "aria-label": "More actions", ...attributes }, icon("more"), items, { align: "end" }), read: () => undefined };
}

// A button that opens a list of choices below it: overflow menus, shortcuts, more actions.

import { freshId, h } from "./dom.js";

let openMenu = null;

export function closeMenus() {
  openMenu?.();
  openMenu = null;
}

document.addEventListener("click", (event) => {
  if (openMenu && !event.target.closest?.(".menu, [aria-expanded=true]")) closeMenus();
});

// items: () => [{label, detail?, danger?, act}]
export function menuButton(attributes, label, items, { align = "start" } = {}) {
  const id = freshId("menu");
  const menu = h("div", { class: `menu menu-${align}`, id, role: "menu", hidden: true });
  const button = h("button", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": id, ...attributes }, label);
  const close = () => {
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (menu.contains(document.activeElement)) button.focus();
  };
  const open = () => {
    closeMenus();
    menu.replaceChildren(...items().map((item) => row(item, close)));
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
    openMenu = close;
    place(menu, button);
    menu.firstElementChild?.focus();
  };
  button.addEventListener("click", () => (menu.hidden ? open() : closeMenus()));
  menu.addEventListener("keydown", (event) => moveFocus(event, menu));
  return h("span", { class: "menu-anchor" }, button, menu);
}

function row(item, close) {
  return h("button", {
    type: "button", role: "menuitem", tabindex: "-1", class: item.danger ? "menu-item danger" : "menu-item",
    onclick: () => {
      close();
      openMenu = null;
      item.act();
    },
  }, h("span", {}, item.label), item.detail && h("small", {}, item.detail));
}

// Above the button where there is no room below it.
function place(menu, button) {
  menu.classList.remove("menu-above");
  const room = (menu.closest("dialog") ?? document.documentElement).getBoundingClientRect().bottom;
  if (menu.getBoundingClientRect().bottom > Math.min(room, window.innerHeight) && button.getBoundingClientRect().top > menu.offsetHeight) {
    menu.classList.add("menu-above");
  }
}

function moveFocus(event, menu) {
  const items = [...menu.children];
  const place_ = items.indexOf(document.activeElement);
  const next = { ArrowDown: place_ + 1, ArrowUp: place_ - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    items.at(next % items.length).focus();
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    closeMenus();
  } else if (event.key === "Tab") closeMenus();
}

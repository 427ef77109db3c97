// Light or dark: as the system says, until the button says otherwise.

import { byId } from "./dom.js";

const system = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (localStorage.getItem("theme") ?? (system.matches ? "dark" : "light")) === "dark";

function apply() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  byId("theme-button").setAttribute("aria-pressed", String(isDark()));
}

export function startTheme() {
  apply();
  system.addEventListener("change", apply);
  byId("theme-button").addEventListener("click", () => {
    localStorage.setItem("theme", isDark() ? "light" : "dark");
    apply();
  });
}

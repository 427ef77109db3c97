// Short notes at the edge of the window: what an app failed to do, or what cannot be done.

import { byId, h, icon } from "./dom.js";

export function note(text, kind = "warning") {
  const node = h("div", { class: `note note-${kind}` }, h("span", {}, text),
    h("button", { type: "button", class: "button-bare", "aria-label": "Dismiss", onclick: () => node.remove() }, icon("close")));
  // a modal dialog makes the rest of the page inert: the note must be inside it to be read
  (document.querySelector("dialog[open]:last-of-type") ?? byId("notes")).append(node);
  setTimeout(() => node.remove(), 8000);
}

// Runs an act of the person; what went wrong becomes a note. Returns the reply, or null.
export async function attempt(act) {
  try {
    return await act();
  } catch (error) {
    if (error.name !== "ApiError" && !error.reply) throw error;
    note(error.message);
    return null;
  }
}

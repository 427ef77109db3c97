// The app's Home tab.

import { container } from "./actions.js";
import { blockNodes } from "./blocks.js";
import { byId, h, replace } from "./dom.js";
import { focusMark, restoreFocus } from "./focus.js";
import { state } from "./store.js";

let shownHash = null;

export function drawHome() {
  const node = byId("home");
  node.hidden = state.place !== "home";
  if (node.hidden) {
    shownHash = null;
    return;
  }
  const hash = state.home ? `${state.person.id}/${state.home.hash}` : `none/${state.homeProblem}`;
  if (hash === shownHash) return;
  shownHash = hash;
  node.dataset.hash = state.home?.hash ?? ""; // which view is drawn: what is pressed in an older one is gone
  if (!state.home) {
    const why = state.homeProblem ? ` It did not answer (${state.homeProblem}): is it running?` : "";
    replace(node, h("p", { class: "empty" }, `The app has not published a Home tab for this person yet.${why}`));
    return;
  }
  const mark = focusMark(node);
  replace(node, blockNodes(state.home.blocks, container({ home: true }, state.home.state?.values)));
  restoreFocus(node, mark);
}

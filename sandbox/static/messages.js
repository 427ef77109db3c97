// The messages of a conversation. A message is drawn again only when it changed, so what one types in it stays.

import { container, messageShortcut } from "./actions.js";
import { attachmentNode, blockNodes } from "./blocks.js";
import { clockTime, dayName, fullMoment, isoDay } from "./dates.js";
import { byId, h, icon } from "./dom.js";
import { focusMark, restoreFocus } from "./focus.js";
import { menuButton } from "./menus.js";
import { mrkdwn } from "./mrkdwn.js";
import { attempt } from "./notes.js";
import { avatar, openCard } from "./people.js";
import { names, state } from "./store.js";

let drawn = new Map(); // ts -> {signature, node}
let drawnFor = "";

function fileNode(file) {
  const link = h("a", { class: "file-card", href: file.url_private, download: file.name, target: "_blank" }, icon(file.mimetype.startsWith("image/") ? "eye" : "file"),
    h("span", {}, h("strong", {}, file.title || file.name), h("small", {}, `${file.name} · ${size(file.size)}`)), icon("download"));
  if (!file.mimetype.startsWith("image/")) return link;
  return h("figure", { class: "file-figure" }, h("img", { class: "file-image", src: file.url_private, alt: file.alt_txt || file.title || file.name }), link);
}

const size = (bytes) => (bytes < 1024 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(1)} KB`);

function body(message, where) {
  const shown = container(where, message.inputs);
  const parts = [];
  if (message.blocks?.length) parts.push(...blockNodes(message.blocks, shown));
  else if (message.text) parts.push(h("div", { class: "mrkdwn" }, mrkdwn(message.text, names)));
  parts.push(...(message.attachments ?? []).map((one) => attachmentNode(one, shown)));
  parts.push(...(message.files ?? []).map(fileNode));
  return parts;
}

function author(message) {
  const user = state.people.get(message.user);
  return { user, name: message.username ?? user?.real_name ?? message.user };
}

// The app's message shortcuts, on any message that is not for one's eyes alone.
function more(message) {
  const known = (state.workspace?.app?.shortcuts ?? []).filter((one) => one.type === "message");
  if (known.length === 0 || message.is_ephemeral) return null;
  const items = () => known.map((one) => ({ label: one.name, detail: one.description, act: () => attempt(() => messageShortcut(state.place, message.ts, one.callback_id)) }));
  return h("div", { class: "message-more" }, menuButton({ class: "button button-icon", "aria-label": "More actions", title: "More actions" }, icon("bolt"), items, { align: "end" }));
}

function messageNode(message, compact) {
  const { user, name } = author(message);
  const at = new Date(message.at);
  const zone = names.zone;
  const time = h("time", { class: "message-time", datetime: message.at, title: fullMoment(at, zone) }, clockTime(at, zone));
  const who = h("button", { type: "button", class: "message-author", onclick: () => user && openCard(user) }, name);
  const head = compact ? null : h("div", { class: "message-head" }, who, user?.is_bot && h("span", { class: "tag" }, "app"), time,
    message.thread_ts && message.thread_ts !== message.ts && h("span", { class: "hint" }, "in a thread"));
  return h("article", {
    class: `message${compact ? " compact" : ""}${message.is_ephemeral ? " ephemeral" : ""}${message.subtype ? " system" : ""}`,
    dataset: { ts: message.ts }, "aria-label": `${name}, ${clockTime(at, zone)}`, tabindex: "-1",
  },
  compact ? h("span", { class: "message-gutter" }, time) : avatar(user, "m"),
  h("div", { class: "message-main" },
    message.is_ephemeral && h("div", { class: "only-you" }, icon("eye"), "Only visible to you"),
    head, body(message, { channel: state.place, ts: message.ts }), message.edited && !message.blocks?.length && h("small", { class: "edited" }, "(edited)")),
  more(message));
}

const separator = (at) => h("div", { class: "day", role: "separator" }, h("span", {}, dayName(at, names.zone)));

function isCompact(message, before) {
  if (!before || before.user !== message.user || before.is_ephemeral || message.is_ephemeral) return false;
  return Math.abs(new Date(message.at) - new Date(before.at)) < 300_000 && isoDay(new Date(message.at), names.zone) === isoDay(new Date(before.at), names.zone);
}

function nodeFor(message, before) {
  const compact = isCompact(message, before);
  const { inputs, ...rest } = message;
  const signature = JSON.stringify([rest, compact]);
  const known = drawn.get(message.ts);
  return known?.signature === signature ? known : { signature, node: messageNode(message, compact) };
}

export function drawMessages({ fresh = false } = {}) {
  const list = byId("messages");
  const scroller = byId("scroller");
  const place = `${state.person?.id}/${state.place}/${names.zone}`;
  if (fresh || place !== drawnFor) drawn = new Map();
  const atEnd = place !== drawnFor || scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
  drawnFor = place;
  const nodes = [];
  const next = new Map();
  let before = null;
  for (const message of state.messages) {
    const day = isoDay(new Date(message.at), names.zone);
    if (!before || isoDay(new Date(before.at), names.zone) !== day) nodes.push(separator(new Date(message.at)));
    const made = nodeFor(message, before);
    next.set(message.ts, made);
    nodes.push(made.node);
    before = message;
  }
  drawn = next;
  if (nodes.length === 0) nodes.push(h("p", { class: "empty" }, "Nothing here yet. Say hello, or wait for the app."));
  const focused = list.contains(document.activeElement) ? document.activeElement.closest(".message")?.dataset.ts : null;
  const mark = focusMark(list);
  settle(list, nodes);
  keepFocus(list, focused, mark);
  if (!atEnd) return;
  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
    // a message taller than the window is read from its beginning
    const newest = list.lastElementChild;
    if (newest.offsetHeight > scroller.clientHeight) scroller.scrollTop = newest.offsetTop;
  };
  toEnd();
  // an image has no height until it has come
  for (const image of list.querySelectorAll("img")) {
    if (!image.complete) image.addEventListener("load", () => drawnFor === place && toEnd(), { once: true });
  }
}

// When the app replaced the message one acted on, the focus goes to the same element of the new one, or to all of it.
function keepFocus(list, ts, mark) {
  if (!ts || list.contains(document.activeElement)) return;
  const message = list.querySelector(`.message[data-ts="${CSS.escape(ts)}"]`);
  if (message && !restoreFocus(message, mark)) message.focus({ preventScroll: true });
}

// Moves as little as possible: taking a node out of the page would lose its focus.
function settle(list, nodes) {
  const wanted = new Set(nodes);
  [...list.children].forEach((child) => wanted.has(child) || child.remove());
  nodes.forEach((node, place) => {
    if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null);
  });
}

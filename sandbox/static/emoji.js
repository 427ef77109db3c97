// Emoji shortcodes (":wave:") to characters, from emoji.json (see emoji.LICENSE). Unknown ones stay as they were typed.

let table = {};

export async function loadEmoji() {
  const response = await fetch(new URL("emoji.json", import.meta.url));
  if (response.ok) table = await response.json();
}

export function emojiNode(name) {
  const [base, tone] = name.split("::");
  const character = table[base];
  if (!character) return document.createTextNode(`:${name}:`);
  const node = document.createElement("span");
  node.className = "emoji";
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", base.replaceAll("_", " "));
  node.title = `:${name}:`;
  node.textContent = character + (tone && table[tone] ? table[tone] : "");
  return node;
}

// For plain_text, where Slack shows emoji and nothing else.
export function withEmoji(text) {
  return text.split(/(:[a-z0-9_+'-]+(?:::skin-tone-[2-6])?:)/).map((part, place) =>
    place % 2 ? emojiNode(part.slice(1, -1)) : document.createTextNode(part));
}

export function emojiText(text) {
  return text.replace(/:([a-z0-9_+'-]+):/g, (whole, name) => table[name] ?? whole);
}

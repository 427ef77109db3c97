// The rich_text block: sections, lists, quotes and preformatted text, already parsed by whoever wrote them.

import { h } from "./dom.js";
import { emojiNode } from "./emoji.js";
import { channelMention, dateNode, link, userMention } from "./mrkdwn.js";

const ELEMENTS = {
  text: (element) => document.createTextNode(element.text),
  link: (element) => link(element.url, element.text || element.url),
  user: (element, names) => userMention(element.user_id, names),
  usergroup: (element) => h("span", { class: "mention" }, `@${element.usergroup_id}`),
  channel: (element, names) => channelMention(element.channel_id, names),
  broadcast: (element) => h("span", { class: "mention mention-me" }, `@${element.range}`),
  emoji: (element) => emojiNode(element.name),
  date: (element, names) => dateNode(element.timestamp, element.format ?? "{date_short}", element.fallback ?? "", names),
  color: (element) => h("code", {}, element.value),
};

const STYLES = { code: "code", strike: "s", italic: "em", bold: "strong" };

function styled(element, names) {
  let node = ELEMENTS[element.type]?.(element, names) ?? document.createTextNode("");
  for (const [style, tag] of Object.entries(STYLES)) {
    if (element.style?.[style]) node = h(tag, {}, node);
  }
  return node;
}

const inside = (part, names) => part.elements.map((element) => styled(element, names));

const PARTS = {
  rich_text_section: (part, names) => h("div", { class: "rich-section" }, inside(part, names)),
  rich_text_quote: (part, names) => h("blockquote", {}, inside(part, names)),
  rich_text_preformatted: (part, names) => h("pre", {}, inside(part, names)),
  rich_text_list: (part, names) => h(part.style === "ordered" ? "ol" : "ul", {
    start: part.style === "ordered" ? (part.offset ?? 0) + 1 : undefined,
    style: { "margin-left": `${(part.indent ?? 0) * 1.4}em` },
  }, part.elements.map((item) => h("li", {}, inside(item, names)))),
};

export const richText = (block, names) => block.elements.map((part) => PARTS[part.type]?.(part, names));

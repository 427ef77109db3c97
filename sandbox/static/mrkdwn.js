// Slack's mrkdwn to nodes. `names` resolves ids and gives the reader's zone: {user(id), channel(id), zone, now()}.

import { h } from "./dom.js";
import { emojiNode } from "./emoji.js";
import { fullMoment, tokenText } from "./dates.js";

const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

const safeUrl = (url) => (/^(https?:|mailto:|tel:|slack:|\/)/i.test(url) ? url : null);

export function link(url, label) {
  const safe = safeUrl(url);
  return safe ? h("a", { href: safe, target: "_blank", rel: "noreferrer noopener" }, label) : h("span", {}, label);
}

export function userMention(id, names) {
  return h("span", { class: names.isMe?.(id) ? "mention mention-me" : "mention", dataset: { user: id } }, `@${names.user(id)}`);
}

export const channelMention = (id, names, label) => h("span", { class: "mention" }, `#${names.channel(id) ?? label ?? id}`);

export function dateNode(seconds, format, fallback, names) {
  const when = new Date(Number(seconds) * 1000);
  if (Number.isNaN(+when)) return document.createTextNode(fallback);
  return h("time", { datetime: when.toISOString(), title: fullMoment(when, names.zone) },
    tokenText(format, when, names.zone, names.now()));
}

function control(inner, names) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? undefined : unescape(inner.slice(bar + 1));
  if (target.startsWith("@")) return userMention(target.slice(1), names);
  if (target.startsWith("#")) return channelMention(target.slice(1), names, label);
  if (target.startsWith("!date^")) {
    const [, seconds, format, url] = target.split("^");
    const node = dateNode(seconds, format ?? "", label ?? "", names);
    return url ? link(unescape(url), node) : node;
  }
  if (target.startsWith("!")) return h("span", { class: "mention mention-me" }, label ?? `@${target.slice(1).split("^").at(-1)}`);
  return link(unescape(target), label ?? unescape(target.replace(/^mailto:/, "")));
}

const SPAN = new RegExp([
  "`(?<code>[^`\\n]+)`",
  "<(?<control>[^<>\\n]+)>",
  ":(?<emoji>[a-z0-9_+'-]+(?:::skin-tone-[2-6])?):",
  "(?<![\\w*])\\*(?<bold>(?!\\s)[^*\\n]+(?<!\\s))\\*(?![\\w*])",
  "(?<![\\w_])_(?<italic>(?!\\s)[^_\\n]+(?<!\\s))_(?![\\w_])",
  "(?<![\\w~])~(?<strike>(?!\\s)[^~\\n]+(?<!\\s))~(?![\\w~])",
].join("|"), "g");

function inline(text, names) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(SPAN)) {
    if (match.index > last) nodes.push(...lines(unescape(text.slice(last, match.index))));
    last = match.index + match[0].length;
    const { code, control: inner, emoji, bold, italic, strike } = match.groups;
    if (code) nodes.push(h("code", {}, unescape(code)));
    else if (inner) nodes.push(control(inner, names));
    else if (emoji) nodes.push(emojiNode(emoji));
    else if (bold) nodes.push(h("strong", {}, inline(bold, names)));
    else if (italic) nodes.push(h("em", {}, inline(italic, names)));
    else nodes.push(h("s", {}, inline(strike, names)));
  }
  if (last < text.length) nodes.push(...lines(unescape(text.slice(last))));
  return nodes;
}

// Line breaks are text: the style sheet keeps them (white-space: pre-wrap).
const lines = (text) => [document.createTextNode(text)];

function paragraphs(text, names) {
  const nodes = [];
  let quote = null;
  text.split("\n").forEach((line, place, all) => {
    const quoted = /^(&gt;|>) ?/.exec(line);
    if (quoted) {
      if (!quote) nodes.push((quote = h("blockquote")));
      else quote.append("\n");
      quote.append(...inline(line.slice(quoted[0].length), names));
      return;
    }
    const afterQuote = quote !== null;
    quote = null;
    if (place > 0 && !afterQuote) nodes.push(document.createTextNode("\n"));
    nodes.push(...inline(line, names));
    if (place < all.length - 1 && line === "" && afterQuote) nodes.push(document.createTextNode("\n"));
  });
  return nodes;
}

export function mrkdwn(text, names) {
  return text.split(/```([\s\S]+?)```\n?/).flatMap((part, place) => {
    if (place % 2) return [h("pre", {}, unescape(part.replace(/^\n/, "")))];
    return part ? paragraphs(part, names) : [];
  });
}

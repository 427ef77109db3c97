// The markdown block: the standard Markdown that Slack accepts there (headings, lists, quotes, fences, rules, tables).

import { h } from "./dom.js";
import { emojiNode } from "./emoji.js";
import { link, userMention, channelMention } from "./mrkdwn.js";

const SPAN = new RegExp([
  "`(?<code>[^`\\n]+)`",
  "!?\\[(?<label>[^\\]\\n]*)\\]\\((?<url>[^)\\s]+)\\)",
  "<(?<control>[@#][A-Z0-9]+)(?:\\|[^>]*)?>",
  "<?(?<bare>https?:\\/\\/[^\\s<>)]+)>?",
  ":(?<emoji>[a-z0-9_+'-]+):",
  "(?:\\*\\*|__)(?<bold>(?!\\s).+?(?<!\\s))(?:\\*\\*|__)",
  "~~(?<strike>(?!\\s).+?(?<!\\s))~~",
  "(?<![\\w*])\\*(?<italic>(?!\\s)[^*\\n]+(?<!\\s))\\*(?!\\w)",
  "(?<![\\w_])_(?<under>(?!\\s)[^_\\n]+(?<!\\s))_(?!\\w)",
].join("|"), "g");

function inline(text, names) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(SPAN)) {
    nodes.push(text.slice(last, match.index));
    last = match.index + match[0].length;
    const { code, label, url, control, bare, emoji, bold, strike, italic, under } = match.groups;
    if (code) nodes.push(h("code", {}, code));
    else if (url) nodes.push(link(url, label || url));
    else if (control) nodes.push(control[0] === "@" ? userMention(control.slice(1), names) : channelMention(control.slice(1), names));
    else if (bare) nodes.push(link(bare, bare));
    else if (emoji) nodes.push(emojiNode(emoji));
    else if (bold) nodes.push(h("strong", {}, inline(bold, names)));
    else if (strike) nodes.push(h("s", {}, inline(strike, names)));
    else nodes.push(h("em", {}, inline(italic ?? under, names)));
  }
  return [...nodes, text.slice(last)];
}

const RULES = [
  { start: /^ {0,3}(#{1,6})\s+(.*)$/, make: (m, rest, names) => h(`h${Math.min(m[1].length + 2, 6)}`, {}, inline(m[2], names)) },
  { start: /^ {0,3}([-*_])(?: *\1){2,}\s*$/, make: () => h("hr") },
];

function take(lines, matches) {
  const taken = [];
  while (lines.length && matches(lines[0])) taken.push(lines.shift());
  return taken;
}

function table(lines, names) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => inline(cell.trim(), names));
  const rows = take(lines, (line) => line.includes("|"));
  return h("div", { class: "table-wrap" }, h("table", {},
    h("thead", {}, h("tr", {}, cells(rows[0]).map((cell) => h("th", {}, cell)))),
    h("tbody", {}, rows.slice(2).map((row) => h("tr", {}, cells(row).map((cell) => h("td", {}, cell)))))));
}

const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;

function list(lines, names) {
  const rows = take(lines, (line) => ITEM.test(line)).map((line) => ITEM.exec(line));
  const ordered = /\d/.test(rows[0][2]);
  return h(ordered ? "ol" : "ul", ordered ? { start: Number.parseInt(rows[0][2], 10) } : {}, rows.map(([, indent, , text]) => {
    const task = /^\[([ xX])\]\s+(.*)$/.exec(text);
    const body = task ? [task[1] === " " ? "☐ " : "☑ ", inline(task[2], names)] : inline(text, names);
    return h("li", { style: { "margin-left": `${Math.floor(indent.length / 2) * 1.2}em` } }, body);
  }));
}

function block(lines, names) {
  const first = lines[0];
  for (const rule of RULES) {
    const match = rule.start.exec(first);
    if (match) {
      lines.shift();
      return rule.make(match, lines, names);
    }
  }
  if (/^ {0,3}```/.test(first)) {
    lines.shift();
    const body = take(lines, (line) => !/^ {0,3}```/.test(line));
    lines.shift();
    return h("pre", {}, body.join("\n"));
  }
  if (/^ {0,3}>/.test(first)) {
    const body = take(lines, (line) => /^ {0,3}>/.test(line)).map((line) => line.replace(/^ {0,3}> ?/, ""));
    return h("blockquote", {}, markdown(body.join("\n"), names));
  }
  if (ITEM.test(first)) return list(lines, names);
  if (first.includes("|") && /^[\s|:-]+$/.test(lines[1] ?? "x") && lines[1].includes("-")) return table(lines, names);
  const body = [lines.shift(), ...take(lines, (line) => line.trim() && !/^ {0,3}(#|>|```)/.test(line) && !ITEM.test(line))];
  return h("p", {}, inline(body.join("\n"), names));
}

export function markdown(text, names) {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const nodes = [];
  while (lines.length) {
    if (lines[0].trim()) nodes.push(block(lines, names));
    else lines.shift();
  }
  return nodes;
}

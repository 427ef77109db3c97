// Block Kit blocks to nodes. See elements.js for what a container is.

import { append, freshId, h, icon } from "./dom.js";
import { elementNode, uploaded } from "./elements.js";
import { markdown } from "./markdown.js";
import { richText } from "./richtext.js";
import { plain, textNodes } from "./text.js";

function section(block, container) {
  const { names } = container;
  const fields = block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "mrkdwn" }, textNodes(field, names))));
  const body = h("div", { class: "section-body" }, block.text && h("div", { class: "mrkdwn" }, textNodes(block.text, names)), fields);
  if (!block.accessory) return body;
  return h("div", { class: `section accessory-${block.accessory.type}` }, body, h("div", { class: "accessory" }, elementNode(block.accessory, block.block_id, container)));
}

function context(block, container) {
  return h("div", { class: "context" }, block.elements.map((element) => (element.type === "image"
    ? elementNode(element, block.block_id, container)
    : h("span", { class: "mrkdwn" }, textNodes(element, container.names)))));
}

function image(block, container) {
  const source = block.image_url ?? uploaded(block.slack_file, container.names);
  return h("figure", { class: "image-block" },
    block.title && h("figcaption", {}, textNodes(block.title, container.names)),
    h("img", { src: source, alt: block.alt_text ?? "", loading: "lazy" }));
}

// Groups of options have a legend; everything else a label that names the control.
function input(block, container) {
  const id = freshId("input");
  const error = container.errors?.[block.block_id];
  const grouped = ["checkboxes", "radio_buttons"].includes(block.element.type);
  const described = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  const attributes = {
    id, "aria-describedby": described, "aria-invalid": error ? "true" : undefined, "aria-label": undefined,
    "aria-required": block.optional ? undefined : "true",
  };
  // a picker's button says what is chosen, after the label
  attributes["aria-labelledby"] = block.element.type.startsWith("multi_") ? `${id}-label ${id}` : `${id}-label`;
  const node = elementNode(block.element, block.block_id, container, { input: block, attributes });
  return h("div", { class: error ? "field field-error" : "field", dataset: { block: block.block_id } },
    h(grouped ? "div" : "label", { class: "field-label", id: `${id}-label`, for: grouped ? undefined : id },
      textNodes(block.label, container.names), block.optional && h("span", { class: "optional" }, " (optional)")),
    node,
    error && h("div", { class: "error-text", id: `${id}-error`, role: "alert" }, error),
    block.hint && h("div", { class: "hint", id: `${id}-hint` }, textNodes(block.hint, container.names)));
}

function video(block, container) {
  return h("figure", { class: "image-block" },
    h("figcaption", {}, textNodes(block.title, container.names)),
    h("a", { href: block.title_url ?? block.video_url, target: "_blank", rel: "noreferrer noopener" }, h("img", { src: block.thumbnail_url, alt: block.alt_text })));
}

const cellNodes = (cell, names) => (cell.type === "rich_text" ? richText(cell, names) : [cell.text ?? String(cell.value ?? "")]);

function table(block, { names }) {
  const row = (cells, tag) => h("tr", {}, cells.map((cell, place) => h(tag, { style: { "text-align": block.column_settings?.[place]?.align ?? "left" } }, cellNodes(cell, names))));
  return h("div", { class: "table-wrap" }, h("table", {},
    h("thead", {}, row(block.rows[0], "th")), h("tbody", {}, block.rows.slice(1).map((cells) => row(cells, "td")))));
}

const BLOCKS = {
  section, context, image, input, video, table,
  divider: () => h("hr"),
  header: (block, { names, heading }) => h(heading, { class: "block-header" }, textNodes(block.text, names)),
  actions: (block, container) => h("div", { class: "actions" }, block.elements.map((element) => elementNode(element, block.block_id, container))),
  context_actions: (block, container) => h("div", { class: "actions" }, block.elements.map((element) => elementNode(element, block.block_id, container))),
  rich_text: (block, { names }) => h("div", { class: "mrkdwn" }, richText(block, names)),
  markdown: (block, { names }) => h("div", { class: "markdown" }, markdown(block.text, names)),
  file: (block) => h("div", { class: "file-card" }, icon("file"), block.external_id ?? block.file_id),
};

export function blockNode(block, container) {
  const make = BLOCKS[block.type];
  const inside = make ? make(block, container) : h("div", { class: "unsupported" }, `The sandbox does not show blocks of type ${block.type}.`);
  return h("div", { class: `block block-${block.type}`, dataset: { block: block.block_id ?? "" } }, inside);
}

export const blockNodes = (blocks, container) => blocks.map((block) => blockNode(block, container));

// Attachments: a coloured bar with blocks, or with the older title, text and fields.
export function attachmentNode(attachment, container) {
  const colour = /^#?[0-9a-f]{6}$/i.test(attachment.color ?? "") ? `#${attachment.color.replace("#", "")}` : undefined;
  const node = h("div", { class: "attachment", style: colour ? { "border-color": colour } : {} });
  if (attachment.blocks) return append(node, blockNodes(attachment.blocks, container));
  const text = { type: "mrkdwn", text: attachment.text ?? attachment.fallback ?? "" };
  return append(node, [
    attachment.pretext && h("div", { class: "mrkdwn" }, textNodes({ type: "mrkdwn", text: attachment.pretext }, container.names)),
    attachment.title && h("strong", {}, plain({ text: attachment.title })),
    h("div", { class: "mrkdwn" }, textNodes(text, container.names)),
    attachment.image_url && h("img", { class: "file-image", src: attachment.image_url, alt: attachment.fallback ?? "" }),
    attachment.fields && h("div", { class: "fields" }, attachment.fields.map((field) =>
      h("div", { class: "mrkdwn" }, h("strong", {}, field.title), "\n", textNodes({ type: "mrkdwn", text: String(field.value ?? "") }, container.names)))),
    attachment.footer && h("div", { class: "context" }, attachment.footer),
  ]);
}

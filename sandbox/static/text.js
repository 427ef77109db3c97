// Text objects: {type: "plain_text" | "mrkdwn", text}.

import { withEmoji, emojiText } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

export function textNodes(object, names) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, names) : withEmoji(object.text);
}

// For places that hold characters only: option labels, aria labels, window titles.
export const plain = (object) => emojiText(object?.text ?? "");

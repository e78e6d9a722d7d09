// The marks inside a line of Markdown: code, bold, italics, struck out, links. Elements and text only, never markup.
import { h } from "./dom.js";

/** Each alternative stops where it could begin anew, so that a line is read in linear time. */
const marks = new RegExp(
  [
    /\\(?<escaped>[!-/:-@[-`{-~])/u,
    /(?<ticks>`{1,3})(?<code>[^`]+)\k<ticks>/u,
    /!?\[(?<label>[^[\]]*)\]\((?<address>(?:[^()\s]|\([^()\s]*\))*)\)/u,
    /(?<bare>\bhttps?:\/\/[\w.~:/?#@!$&+,;=%-]*[\w/])/u,
    /\*\*(?=[^\s*])(?<strong>(?:[^*]|\*(?!\*))+)\*\*/u,
    /\*(?=[^\s*])(?<em>[^*]+)\*/u,
    /(?<![\p{L}\p{N}_])_(?=[^\s_])(?<em2>[^_]+)_(?![\p{L}\p{N}_])/u,
    /~~(?=[^\s~])(?<del>[^~]+)~~/u,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

/** A line's text and elements. Pictures become links: the page loads nothing from elsewhere. */
export function inline(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(marks)) {
    parts.push(text.slice(end, match.index), element(match[0], match.groups));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== "");
}

function element(whole, { escaped, code, label, address, bare, strong, em, em2, del }) {
  if (escaped) return escaped;
  if (code) return h("code", {}, code);
  if (bare) return link(bare, bare);
  if (address !== undefined) return link(address, label || address) ?? whole;
  if (del) return h("del", {}, ...inline(del));
  if (em ?? em2) return h("em", {}, ...inline(em ?? em2));
  return h("b", {}, ...inline(strong));
}

/** A link that leads to another page and does nothing else. */
function link(href, label) {
  if (!/^(https?|mailto):/i.test(href)) return undefined;
  const children = label === href ? [label] : inline(label);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

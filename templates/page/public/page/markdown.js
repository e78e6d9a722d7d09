// Markdown as it streams in. Each line is read once, and again only the last one, so that the cost grows with the
// length. It knows headings, lists, quotes, code, tables and rules, and no HTML.
import { h } from "./dom.js";
import { inline } from "./inline.js";

/** In characters. A longer line is taken in pieces, so that what is read again stays short. */
const LONGEST = 1000;
/** Of lists in lists, and quotes in quotes. */
const DEEPEST = 10;

/** Returns a function that takes the next piece of the text and shows it below `parent`. */
export function markdown(parent) {
  /**
   * Where the next line goes: into the last of `boxes` (quotes) or `lists`, or on with `open`: { paragraph, last },
   * { code, fence, indent } or { table, columns }. `line` has the text of the current line. It is only replaced, never
   * changed, so that a line can be taken back.
   */
  let state = { boxes: [parent], lists: [], open: {}, line: undefined, level: 2 };
  /** Takes the unfinished line back; undefined while a line is taken for good. */
  let undo;
  let rest = "";

  const change = (changes) => (state = { ...state, ...changes });

  function add(to, ...nodes) {
    const before = to.lastChild;
    to.append(...nodes);
    undo?.push(() => {
      while (to.lastChild !== before) to.lastChild.remove();
    });
  }

  function begin(tag, to, properties) {
    const element = h(tag, properties);
    add(to, element);
    return element;
  }

  /** Takes the beginning of a line, or its next piece. */
  function take(text) {
    if (!state.line) block(text.replace(/\r$/, ""));
    else add(state.line, ...(state.open.code ? [text] : inline(text)));
  }

  function endLine() {
    if (state.open.code && state.line) add(state.line, "\n");
    change({ line: undefined });
  }

  function block(line) {
    const { open } = state;
    const [quotes, quoted] = unquote(line, open.code ? state.boxes.length - 1 : DEEPEST);
    if (quotes !== state.boxes.length - 1) {
      enterQuote(quotes);
      return block(line);
    }
    const text = quoted.trim();
    const indent = indentOf(quoted);
    if (open.code) {
      if (/^(`+|~+)$/.test(text) && text.startsWith(open.fence)) return change({ open: {} });
      add(open.code, quoted.slice(Math.min(indent, open.indent)));
      return change({ line: open.code });
    }
    if (!text) return change({ open: {} });

    const marker = /^([-*+]|\d{1,9}[.)])(?=\s|$)/.exec(text)?.[0];
    if (marker && !isRule(text)) return listItem(marker, text.slice(marker.length).trim(), indent);
    if (open.paragraph && !beginsBlock(text)) return paragraph(text);
    const lists = state.lists.filter((list) => list.indent < indent);
    const goesOn = open.table && lists.length === state.lists.length;
    change({ lists, open: goesOn ? open : {} });
    leaf(text, indent);
  }

  function enterQuote(quotes) {
    const boxes = state.boxes.slice(0, quotes + 1);
    let inner = container();
    while (boxes.length <= quotes) {
      inner = begin("blockquote", inner);
      boxes.push(inner);
    }
    change({ boxes, lists: [], open: {} });
  }

  const container = () => state.lists.at(-1)?.item ?? state.boxes.at(-1);

  function listItem(marker, text, indent) {
    const ordered = marker.length > 1;
    const lists = state.lists.filter((list) => list.indent <= indent);
    const last = lists.at(-1);
    const isNested = !last || (indent > last.indent + 1 && lists.length < DEEPEST);
    if (!isNested) lists.pop();
    change({ lists, open: {} });
    const goesOn = !isNested && last.ordered === ordered;
    const start = ordered ? { start: Number.parseInt(marker, 10) } : {};
    const element = goesOn ? last.element : begin(ordered ? "ol" : "ul", container(), start);
    const item = begin("li", element);
    change({ lists: [...lists, { element, item, ordered, indent: isNested ? indent : last.indent }] });
    if (text) leaf(text, indent + marker.length + 1);
  }

  /** A block that holds no other: what begins with this line, or goes on with it. */
  function leaf(text, indent) {
    const fence = fenceOf(text);
    const heading = headingOf(text);
    if (fence) {
      const code = begin("code", begin("pre", container(), { dir: "ltr" }));
      return change({ open: { code, fence, indent } });
    }
    if (heading) {
      // The page's own headings come before, and no level may be left out.
      const level = Math.min(heading.length + 2, state.level + 1, 6);
      const element = begin(`h${level}`, container());
      const title = text.slice(heading.length).trim();
      add(element, ...inline(title.replace(/(^|\s)#+$/, "")));
      return change({ open: {}, line: element, level });
    }
    if (isRule(text)) {
      begin("hr", container());
      return change({ open: {} });
    }
    if (state.open.table && text.includes("|")) return row("td", cellsOf(text));
    change({ open: {} });
    paragraph(text);
  }

  function paragraph(text) {
    const { last } = state.open;
    if (last && isDelimiter(text) && cellsOf(last.text).length === cellsOf(text).length) return table();
    const whole = last ? state.open.paragraph : begin("p", container());
    const element = h("span", {}, last ? "\n" : "", ...inline(text));
    add(whole, element);
    change({ open: { paragraph: whole, last: { text, element } }, line: element });
  }

  /** The paragraph's last line turns out to be the head of a table. */
  function table() {
    const { paragraph, last } = state.open;
    last.element.remove();
    undo?.push(() => paragraph.append(last.element));
    const element = begin("table", container());
    const cells = cellsOf(last.text);
    change({ open: { table: element, columns: cells.length } });
    row("th", cells);
  }

  function row(tag, cells) {
    const { table, columns } = state.open;
    const element = begin("tr", table);
    for (const cell of cells.slice(0, columns)) add(begin(tag, element), ...inline(cell));
    change({ line: element.lastElementChild });
  }

  return (piece) => {
    for (const step of (undo ?? []).reverse()) step();
    undo = undefined;
    const lines = (rest + piece).split("\n");
    for (const [index, line] of lines.entries()) {
      rest = line;
      while (rest.length > LONGEST) {
        const end = cut(rest);
        take(rest.slice(0, end));
        rest = rest.slice(end);
      }
      if (index === lines.length - 1) break;
      if (rest || !state.line) take(rest);
      endLine();
    }
    const before = state;
    undo = [() => (state = before)];
    if (rest) take(rest);
  };
}

/** Where a long line is cut: after a word, and not inside a character. */
function cut(line) {
  const space = line.lastIndexOf(" ", LONGEST - 1) + 1;
  return space || LONGEST - Number(/[\uD800-\uDBFF]/.test(line[LONGEST - 1]));
}

/** Takes the marks of quotes off a line. */
function unquote(line, most) {
  let quotes = 0;
  while (quotes < most && /^ {0,3}>/.test(line)) {
    line = line.replace(/^ {0,3}> ?/, "");
    quotes++;
  }
  return [quotes, line];
}

const indentOf = (line) => line.length - line.trimStart().length;
const fenceOf = (text) => /^(`{3,}(?!`)|~{3,}(?!~))[^`]*$/.exec(text)?.[1];
const headingOf = (text) => /^#{1,6}(?=\s|$)/.exec(text)?.[0];
const isRule = (text) => /^(-{3,}|\*{3,}|_{3,})$/.test(text.replaceAll(" ", ""));
const beginsBlock = (text) => Boolean(fenceOf(text) ?? headingOf(text)) || isRule(text);

/** The cells of a table's row. */
const cellsOf = (row) =>
  row
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
const isDelimiter = (row) => row.includes("|") && cellsOf(row).every((cell) => /^:?-+:?$/.test(cell));

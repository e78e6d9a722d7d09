import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Place, Problem } from "../options/problems.ts";

type TextPlace = Omit<Place, "source">;

/** A document and where it is from. */
interface Document {
  readonly source: string;
  readonly text: string;
}

/** What is first wrong with a text that is not JSON, by the parser's name for it, and where. */
export function syntaxError(text: string): TextPlace & { kind: string } {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true });
  const [{ error, offset } = { error: 1, offset: text.length }] = errors;
  return { kind: printParseErrorCode(error), ...placesIn(text)(offset) };
}

/** The members that an object has more than once. JSON itself takes the last, in silence. */
export function repeatedMembers(text: string): string[] {
  const seen = new Set<string>();
  const names = membersOf(text).map(({ name }) => name);
  return [...new Set(names.filter((name) => seen.size === seen.add(name).size))];
}

/** Says of each problem with a member of the document where it is: at the name or at the value that is wrong. */
export function withPlaces(problems: readonly Problem[], { source, text }: Document): Problem[] {
  // Of members of one name, the last.
  const members = new Map(membersOf(text).map((member) => [member.name, member]));
  const placeAt = placesIn(text);
  return problems.map((problem) => {
    const member = members.get(problem.member ?? "");
    if (!member) return problem;
    const isAboutName = problem.kind === "unknown" || problem.kind === "repeated";
    const node = isAboutName ? member.key : wrongPart(member.value, problem);
    return { ...problem, place: { source, ...placeAt(node.offset) } };
  });
}

interface Member {
  readonly name: string;
  readonly key: Node;
  readonly value: Node;
}

function membersOf(text: string): Member[] {
  return (parseTree(text)?.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key && value ? [{ name: String(key.value), key, value }] : [],
  );
}

/** The item of a list that is wrong, or the whole of what is no list. */
function wrongPart(value: Node, problem: Problem): Node {
  const isItem = (item: Node) => JSON.stringify(getNodeValue(item)) === JSON.stringify(problem.value);
  return value.children?.findLast(isItem) ?? value;
}

/** Tells the places of offsets in a text. There may be as many as it has characters: each takes a short search. */
function placesIn(text: string): (offset: number) => TextPlace {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), ({ index, 0: end }) => index + end.length)];
  return (offset) => {
    let [line, after] = [0, starts.length];
    while (after - line > 1) {
      const middle = (line + after) >> 1;
      if ((starts[middle] ?? 0) <= offset) line = middle;
      else after = middle;
    }
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}

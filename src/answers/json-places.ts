import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Place, Problem } from "../options/problems.ts";

/** What is first wrong with a text that is not JSON, by the parser's name for it, and where. */
export function syntaxError(text: string): Place & { kind: string } {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true });
  const [{ error, offset } = { error: 1, offset: text.length }] = errors;
  return { kind: printParseErrorCode(error), ...placeAt(text, offset) };
}

/** The members that an object has more than once. JSON itself takes the last, in silence. */
export function repeatedMembers(text: string): string[] {
  const names = membersOf(text).map(({ name }) => name);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

/** Says of each problem with a member of the document where it is: at the name or at the value that is wrong. */
export function withPlaces(problems: readonly Problem[], text: string): Problem[] {
  const members = membersOf(text);
  return problems.map((problem) => {
    const member = members.findLast(({ name }) => name === problem.member);
    if (!member) return problem;
    const isAboutName = problem.kind === "unknown" || problem.kind === "repeated";
    const node = isAboutName ? member.key : wrongPart(member.value, problem);
    return { ...problem, place: placeAt(text, node.offset) };
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

function placeAt(text: string, offset: number): Place {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

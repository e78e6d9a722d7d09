import { diffArrays } from "diff";

/** Insertions and deletions, beyond which two texts have nothing to do with each other. */
export const MOST_EDITS = 2000;

/**
 * For each item of one list, the place of the same one in the other, if it has one: as many as can be in the same order.
 * The time of a comparison grows with the square of its edits. So it is spared what can't be otherwise: what begins
 * and ends both, and what only one of them has.
 * @param mostEdits insertions and deletions, beyond which only what begins and ends both is found
 */
export function matches(
  from: readonly string[],
  to: readonly string[],
  mostEdits: number,
): { readonly places: readonly (number | undefined)[]; readonly isWhole: boolean } {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from[start] === to[start]) start++;
  let end = 0;
  while (end < shorter - start && from.at(-1 - end) === to.at(-1 - end)) end++;

  const places: (number | undefined)[] = from.map((_item, at) => {
    if (at < start) return at;
    return at >= from.length - end ? at - from.length + to.length : undefined;
  });
  const [own, other] = shared([from, to].map((list) => [...list.keys()].slice(start, list.length - end)));
  const changes = diffArrays(
    own.map((at) => from[at]),
    other.map((at) => to[at]),
    { maxEditLength: mostEdits },
  );
  if (!changes) return { places, isWhole: false };
  let [a, b] = [0, 0];
  for (const { added, removed, count } of changes) {
    if (!added && !removed) {
      for (let n = 0; n < count; n++) places[own[a + n] ?? 0] = other[b + n];
    }
    if (!added) a += count;
    if (!removed) b += count;
  }
  return { places, isWhole: true };

  /** Of places in each list, those of items that both have. */
  function shared([ofFrom = [], ofTo = []]: number[][]): [number[], number[]] {
    const [inFrom, inTo] = [new Set(ofFrom.map((at) => from[at])), new Set(ofTo.map((at) => to[at]))];
    return [ofFrom.filter((at) => inTo.has(from[at] ?? "")), ofTo.filter((at) => inFrom.has(to[at] ?? ""))];
  }
}

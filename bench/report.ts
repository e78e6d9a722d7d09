import { cpus } from "node:os";
import { canPin } from "./cores.ts";
import type { Result, Spread } from "./results.ts";

/** What a work says of itself in the report. */
export interface Heading {
  title: string;
  unit: string;
  goal: number;
}

/** Where and how the figures came about. */
export function circumstances(rounds: number) {
  return {
    date: new Date().toISOString(),
    node: process.version,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    pinned: canPin,
    command: `npm run bench -- ${process.argv.slice(2).join(" ")}`.trim(),
    rounds,
  };
}

export type Circumstances = ReturnType<typeof circumstances>;

/** The results as Markdown: a table for each figure of each work. */
export function toMarkdown(
  results: Result[],
  headings: Record<string, Heading>,
  where: Circumstances,
): string {
  const { command, rounds, node, cpu, cores, pinned } = where;
  const intro = [
    `\`${command}\`: Node ${node}, ${cpu}, ${cores} cores; server and load ${pinned ? "each held on a core of its own" : "NOT held on cores of their own"}.`,
    `Medians of ${rounds} rounds, with the least and the most. "×" is the multiple of the base in the same round.`,
    "Request logging is off for all; ours makes all of its checks of each request.",
  ].join("\n");
  const tables = Object.entries(headings).map(([work, heading]) =>
    tablesOf(
      heading,
      results.filter((result) => result.work === work),
    ),
  );
  return [intro, ...tables.filter((table) => table !== "")].join("\n\n");
}

function tablesOf({ title, unit, goal }: Heading, results: Result[]): string {
  const figures = [...new Set(results.map(({ figure }) => figure))];
  return figures
    .map((figure) => {
      const rows = results.filter((result) => result.figure === figure);
      return [
        `### ${title}: ${figure} (${unit}; goal for ours: × ${goal})`,
        "",
        `| peer | × | least–most | ${unit} | least–most |`,
        "|-|-|-|-|-|",
        ...rows.map(({ peer, ratio, value }) => `| ${peer} | ${cells(ratio)} | ${cells(value)} |`),
      ].join("\n");
    })
    .join("\n\n");
}

function cells(spread: Spread | undefined): string {
  if (!spread) return "– | –";
  const [median, min, max] = [spread.median, spread.min, spread.max].map(short);
  return `${median} | ${min}–${max}`;
}

/** Three digits or more where it matters, none to spare. */
function short(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2);
}

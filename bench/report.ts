import { cpus } from "node:os";
import { canPin } from "./cores.ts";
import type { Result, Spread, Verdict } from "./results.ts";
import type { Work } from "./work.ts";

/** Where and how the figures came about. */
export interface Circumstances {
  command: string;
  date: string;
  node: string;
  cpu: string;
  cores: number;
  /** Whether server and load were each held on a core of their own. */
  pinned: boolean;
  /** Peers that could not be had, with the reason. */
  leftOut: Record<string, string>;
}

export function circumstances(leftOut: Map<string, string>): Circumstances {
  return {
    command: ["npm run bench --", ...process.argv.slice(2)].join(" "),
    date: new Date().toISOString(),
    node: process.version,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    pinned: canPin,
    leftOut: Object.fromEntries(leftOut),
  };
}

/** The results as Markdown: a table for each figure of each work. */
export function toMarkdown(
  results: Result[],
  verdicts: Verdict[],
  works: Record<string, Work>,
  where: Circumstances,
): string {
  const { command, node, cpu, cores, pinned, leftOut } = where;
  const intro = [
    `\`${command}\`: Node ${node}, ${cpu}, ${cores} cores. What is measured and what loads it were ${pinned ? "" : "not "}held on a core each.`,
    'Medians of all rounds, with the least and the most. "×" is the multiple of the first row\'s figure in the same round.',
    ...new Set(Object.values(works).flatMap(({ remark }) => remark ?? [])),
    ...Object.entries(leftOut).map(([peer, reason]) => `Left out: ${peer}, ${reason}`),
  ].join("\n");
  const tables = Object.entries(works).flatMap(([name, work]) =>
    tablesOf(
      work,
      results.filter((result) => result.work === name),
      verdicts.filter((verdict) => verdict.work === name),
    ),
  );
  return [intro, ...tables].join("\n\n");
}

function tablesOf(work: Work, results: Result[], verdicts: Verdict[]): string[] {
  const figures = [...new Set(results.map(({ figure }) => figure))];
  return figures.map((figure) => {
    const ofFigure = results.filter((result) => result.figure === figure);
    const rows = work.peers.flatMap((peer) => ofFigure.filter((result) => result.peer === peer));
    const rounds = rows[0]?.rounds === 1 ? "1 round" : `${rows[0]?.rounds} rounds`;
    const goals = verdicts.filter((verdict) => verdict.figure === figure);
    return [
      `### ${work.title}: ${figure}`,
      "",
      ...goals.map((verdict) => lineOf(verdict, work)),
      "",
      `| ${rounds} | × | least–most | ${unitOf(work, figure)} | least–most |`,
      "|-|-|-|-|-|",
      ...rows.map(({ peer, ratio, value }) => `| ${peer} | ${cells(ratio)} | ${cells(value)} |`),
    ].join("\n");
  });
}

/** A goal, and whether it is met. */
function lineOf({ peer, most, base, figure, spread, isMet }: Verdict, work: Work): string {
  const limit = base ? `${most} × ${base}` : `${most} ${unitOf(work, figure)}`;
  return `- Goal for ${peer}: at most ${limit}. ${isMet ? "Met" : "Not met"}: ${short(spread.median)}`;
}

const unitOf = ({ unit, units }: Work, figure: string) => units?.[figure] ?? unit;

function cells({ median, min, max }: Spread): string {
  return `${short(median)} | ${short(min)}–${short(max)}`;
}

function short(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2);
}

import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Work } from "./work.ts";

/** What is read of a profile as V8 writes it: the Chrome DevTools protocol's `Profiler.Profile`. */
interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  /** Microseconds from one sample to the next. */
  timeDeltas: number[];
}

/** Records profiles of one peer in each work. Files go into `folder`; returns their top functions as Markdown. */
export async function profile(works: Work[], peer: string, folder: string): Promise<string> {
  const files: string[] = [];
  for (const work of works.filter(({ peers }) => peers.includes(peer))) {
    await work.profile?.(peer, (figure) => {
      const name = `${work.title} ${figure} ${peer}`.replace(/[^\w.]+/g, "-");
      files.push(join(folder, `${name}.cpuprofile`));
      return files.at(-1) as string;
    });
  }
  if (files.length === 0) throw new Error(`--profile ${peer}: none of these works gives a profile of it`);
  return files.map((file) => topFunctions(file)).join("\n\n");
}

/** The functions that took the most time themselves, as Markdown: a share of all time that was not idle. */
function topFunctions(path: string, count = 25): string {
  const { nodes, samples, timeDeltas }: Profile = JSON.parse(readFileSync(path, "utf8"));
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const name = names.get(id) as string;
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  }
  // Waiting for requests, and for the profiler itself to start.
  for (const name of ["(idle)", "dispatch"]) times.delete(name);
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  const rows = [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([name, time]) => `| ${((time / total) * 100).toFixed(1)} % | ${name} |`);
  return [`### ${basename(path)}`, "", "| own time | function |", "|-|-|", ...rows].join("\n");
}

/** The function and its place; without a place it is native code. */
function nameOf({ functionName, url, lineNumber }: Profile["nodes"][number]["callFrame"]): string {
  const name = functionName || "(anonymous)";
  return url === "" ? name : `${name} – ${url.replace(/^.*\/(?=[^/]*\/[^/]*$)/, "")}:${lineNumber + 1}`;
}

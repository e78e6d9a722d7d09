import { type FileChange, isWritten } from "../../src/plan/changes.ts";
import { merge } from "../../src/plan/merge/index.ts";
import { reconcile } from "../../src/plan/reconcile.ts";
import type { Texts } from "./versions.ts";

export interface Outcome {
  readonly changes: readonly FileChange[];
  /** What is on the disk then. */
  readonly disk: Map<string, string>;
}

const SEEN = { size: 1, mtimeMs: 1 };

/** Updates what is on the disk from what one version has planned to what another one plans. */
export function updated(base: Texts, next: Texts, disk: Texts): Outcome {
  const present = new Map([...disk].map(([path, text]) => [path, { text, seen: SEEN }]));
  const changes = reconcile(base, next, present, merge);
  const after = new Map(disk);
  for (const change of changes) {
    if (isWritten(change)) after.set(change.path, change.content.toString());
    else if (change.action === "delete") after.delete(change.path);
  }
  return { changes, disk: after };
}

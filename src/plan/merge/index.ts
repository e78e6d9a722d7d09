import { join } from "../join.ts";
import { mergeJson } from "./json.ts";
import { withMergedRequirements } from "./requirements.ts";
import { type Merged, mergeText, type Versions } from "./text.ts";

export type { Merged, Versions } from "./text.ts";

/** Merges what the user has changed in a file with what is new in ours: as data where it is data, else as lines. */
export function merge(versions: Versions): Merged {
  const { path, base, yours, next } = versions;
  if (path.endsWith(".json")) return mergeJson(versions) ?? mergeText(versions);
  if (path.endsWith("pyproject.toml")) return mergeText(withMergedRequirements(versions));
  const joined = /(?:^|\/)\.\w+ignore$/.test(path) ? join(".gitignore", base, yours, next) : undefined;
  return joined ? { content: joined.content, conflicts: 0 } : mergeText(versions);
}

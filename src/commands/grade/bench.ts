import { loadSha256 } from "../../hash.ts";
import type { Io } from "../../io.ts";
import { defaultOptions } from "../../options/default-options.ts";
import type { Lang } from "../../options/table.ts";
import type { Content } from "../../plan/layers.ts";
import { projectOf } from "../../steps/project.ts";

/** A lesson as this program has it. */
export interface Lesson {
  readonly name: string;
  readonly title: string;
  readonly checks: readonly { readonly name: string }[];
  /** The words of each check, by its name. */
  readonly told: Readonly<Record<string, { readonly title: string }>>;
  /** SHA-256 of the checks, as reports name it. */
  readonly hash: string;
  /** Whether only some projects have it: it counts where it was handed in. */
  readonly isExtra: boolean;
}

/** Where handlers are run: a project of this program's own, without the lessons' texts and solutions. */
export interface Bench {
  readonly files: ReadonlyMap<string, Content>;
  readonly lessons: readonly Lesson[];
}

export type BenchName = "node" | "python";

/** The project that a bench is made of, the layer with the runner of gradings, and the features with lessons of their own. */
const benches = {
  node: { framework: "node", runner: "grade/+node.js", extras: ["resume"] },
  python: { framework: "llmbrick", runner: "grade/+python", extras: [] },
} as const satisfies Record<BenchName, object>;

/** A text as its hash is made: without what an editor, or git, does to the ends of its lines. */
export const withPlainEnds = (text: string): string => text.replaceAll("\r\n", "\n");

/** Makes the bench for handlers in JavaScript, or in Python, in memory. */
export async function makeBench(io: Io, name: BenchName, lang: Lang): Promise<Bench> {
  const options = {
    ...defaultOptions({ env: {}, target: "lessons" }),
    framework: benches[name].framework,
    language: "js",
    features: ["workshop"],
    lang,
  } as const;
  const [{ files }, whole, layers, sha256] = await Promise.all([
    projectOf(io, options),
    projectOf(io, { ...options, features: [...options.features, ...benches[name].extras] }),
    io.readLayers((layer) => layer.startsWith("grade/")),
    loadSha256(),
  ]);
  const runner = layers[benches[name].runner] ?? {};
  const textOf = (path: string) => String(whole.files.get(path) ?? "");
  const names = [...whole.files.keys()].flatMap(
    (path) => /^lessons\/(\d\d-[^/]+)\/checks\.json$/.exec(path)?.[1] ?? [],
  );
  const isOfLesson = (path: string) => names.some((lesson) => path.startsWith(`lessons/${lesson}/`));
  return {
    files: new Map([...[...files].filter(([path]) => !isOfLesson(path)), ...Object.entries(runner)]),
    lessons: names.map((lesson) => {
      const checks = textOf(`lessons/${lesson}/checks.json`);
      const { title, checks: told } = JSON.parse(textOf(`lessons/${lesson}/words.json`));
      return {
        name: lesson,
        title,
        told,
        checks: JSON.parse(checks),
        hash: sha256(withPlainEnds(checks)),
        isExtra: !files.has(`lessons/${lesson}/checks.json`),
      };
    }),
  };
}

import fc from "fast-check";
import { layout } from "./layouts.ts";
import { edited, linesOf } from "./lines.ts";
import { pathAt, textsOf, type Versions } from "./versions.ts";

/** A project in the hands of its user. */
export interface Owned {
  readonly versions: Versions;
  /** What is on the disk. */
  readonly disk: Map<string, string>;
  /** The words by which what the user has written is known again, by file. */
  readonly words: Map<string, string[]>;
  /** Whether a formatter ran over some of it. */
  isLaidOut: boolean;
}

type Work = (project: Owned) => void;

const path = (choice: number) => (project: Owned) => pathAt(project.disk, choice);

/** Changes one file, if it is there. */
function change(
  { disk, words }: Owned,
  place: string,
  word: string | undefined,
  to: (text: string) => string,
) {
  const text = disk.get(place);
  if (text === undefined) return;
  disk.set(place, to(text));
  if (word !== undefined) words.set(place, [...(words.get(place) ?? []), word]);
}

/** Changes what no one but a reader notices. */
function changeLayout(project: Owned, place: string, to: (text: string) => string) {
  project.isLaidOut = true;
  change(project, place, undefined, to);
}

const HANDLER = /(?:^|\/)handler\.\w+$/;
const MAIN = /(?:^|\/)(?:routes|server|index|module)\.\w+$/;
const SETTINGS = /(?:^|\/)(?:config|settings|\.env\.example|env)(?:\.\w+)?$/;

const matching = ({ disk }: Owned, pattern: RegExp, choice: number) => {
  const paths = [...disk.keys()].filter((name) => pattern.test(name));
  return paths[choice % paths.length] ?? "";
};

/** A word that is the user's and stands nowhere else. */
const wordOf = (n: number) => `mine_${n.toString(36)}_`;

const insertLine = (place: (project: Owned) => string, at: number, n: number, removed = 0): Work => {
  return (project) => {
    const own = place(project);
    if (own.endsWith(".json")) return;
    change(project, own, wordOf(n), (text) =>
      edited(text, [{ at: at % (linesOf(text).length + 1), removed, inserted: [`${wordOf(n)} = ${n};`] }]),
    );
  };
};

const inPackageJson = (
  n: number,
  edit: (json: Record<string, Record<string, string>>, word: string) => void,
) =>
  ((project) =>
    change(project, "package.json", undefined, (text) => {
      const json = JSON.parse(text);
      edit(json, wordOf(n));
      return `${JSON.stringify(json, null, 2)}\n`;
    })) as Work;

/** What people do to a project. */
const works = {
  "rewrite the handler": ({ n, file }) => {
    return (project) =>
      change(project, matching(project, HANDLER, file), wordOf(n), () => `export const ${wordOf(n)} = 1;\n`);
  },
  "change a setting": ({ n, file, at }) =>
    insertLine((project) => matching(project, SETTINGS, file), at, n, 1),
  "add a route": ({ n, file, at }) => insertLine((project) => matching(project, MAIN, file), at, n),
  "add a line": ({ n, file, at }) => insertLine(path(file), at, n),
  "replace lines": ({ n, file, at }) => insertLine(path(file), at, n, 1 + (n % 4)),
  "append to a file": ({ n, file }) => insertLine(path(file), Number.MAX_SAFE_INTEGER, n),
  "add a script": ({ n }) =>
    inPackageJson(n, (json, word) => {
      json.scripts = { ...json.scripts, [word]: `echo ${word}` };
    }),
  "add a package": ({ n, at }) =>
    inPackageJson(n, (json, word) => {
      const group = ["dependencies", "devDependencies", "peerDependencies"][at % 3] ?? "";
      const packages = Object.entries({ ...json[group], [word]: "^1.2.3" });
      // As package managers write it.
      json[group] = Object.fromEntries(packages.sort(([a], [b]) => a.localeCompare(b, "en")));
    }),
  "change a script": ({ n, at }) =>
    inPackageJson(n, (json, word) => {
      const names = Object.keys(json.scripts ?? {});
      const name = names[at % names.length];
      if (name !== undefined)
        json.scripts = { ...json.scripts, [name]: `${json.scripts?.[name]} && ${word}` };
    }),
  "raise a version": ({ n, at }) =>
    inPackageJson(n, (json) => {
      const group = json.dependencies ?? json.devDependencies ?? {};
      const name = Object.keys(group)[at % Object.keys(group).length];
      if (name !== undefined) group[name] = ["^99.1.0", "~98.0.1", "97.0.0", "workspace:*"][n % 4] ?? "";
    }),
  "add a requirement": ({ n }) => {
    return (project) =>
      change(project, "pyproject.toml", `mine-${n}`, (text) =>
        text.replace(/^dependencies = \[\n/m, (start) => `${start}  "mine-${n}>=1",\n`),
      );
  },
  "delete a file": ({ file }) => {
    return (project) => {
      const gone = path(file)(project);
      project.disk.delete(gone);
      project.words.delete(gone);
    };
  },
  "write a file": ({ n, file }) => {
    return (project) => {
      const { next } = project.versions;
      const isTaken = n % 2 === 0 && !project.disk.has(pathAt(next, file));
      const own = isTaken ? pathAt(next, file) : `src/${wordOf(n)}.ts`;
      if (own.endsWith(".json")) return;
      project.disk.set(own, `// ${wordOf(n)}\n`);
      project.words.set(own, [wordOf(n)]);
    };
  },
  "translate a comment": ({ n, file }) => {
    return (project) => {
      const own = path(file)(project);
      if (own.endsWith(".json")) return;
      change(project, own, wordOf(n), (text) =>
        text.replace(/^(\s*(?:\/\/|#|\*|<!--)).*$/m, (_, start) => `${start} 使用者的話 ${wordOf(n)}`),
      );
    };
  },
  "take Windows' line ends": ({ file }) => {
    return (project) =>
      change(project, path(file)(project), undefined, (text) => text.replace(/\r?\n/g, "\r\n"));
  },
  "write a file's line ends twice": ({ file }) => {
    return (project) =>
      change(project, path(file)(project), undefined, (text) => text.replace(/\n*$/, "\n\n"));
  },
  "put a blank line in": ({ file, at }) => {
    return (project) =>
      changeLayout(project, path(file)(project), (text) =>
        edited(text, [{ at: at % linesOf(text).length, removed: 0, inserted: [""] }]),
      );
  },
  "write a line of ours twice": ({ file, at }) => {
    return (project) => {
      const own = path(file)(project);
      const lines = linesOf(project.disk.get(own) ?? "");
      const nth = at % lines.length;
      const line = (lines[nth] ?? "").trimEnd();
      if (line === "" || /\.(?:json|toml)$/.test(own)) return;
      change(project, own, undefined, (text) => edited(text, [{ at: nth, removed: 0, inserted: [line] }]));
    };
  },
  "leave the last line end out": ({ file }) => {
    return (project) => change(project, path(file)(project), undefined, (text) => text.replace(/\r?\n$/, ""));
  },
} satisfies Record<string, (choice: { n: number; file: number; at: number }) => Work>;

/** A formatter that runs over all, or one file. */
const formatting: fc.Arbitrary<Work> = fc
  .record({ format: layout, only: fc.option(fc.nat()) })
  .map(({ format, only }) => (project) => {
    for (const place of only === null ? [...project.disk.keys()] : [pathAt(project.disk, only)]) {
      changeLayout(project, place, (text) => format(place, text));
    }
  });

const work: fc.Arbitrary<Work> = fc
  .record({
    kind: fc.constantFrom(...Object.values(works)),
    choice: fc.record({ n: fc.nat(2 ** 30), file: fc.nat(), at: fc.nat(1000) }),
  })
  .map(({ kind, choice }) => kind(choice));

/** A project of some versions, after its user's work on it. */
export const owned = (versions: fc.Arbitrary<Versions>): fc.Arbitrary<Owned> =>
  fc
    .record({
      versions,
      works: fc.array(fc.oneof({ weight: 8, arbitrary: work }, { weight: 1, arbitrary: formatting }), {
        minLength: 1,
        maxLength: 8,
      }),
    })
    .map(({ versions, works }) => {
      const project: Owned = { versions, disk: textsOf(versions.base), words: new Map(), isLaidOut: false };
      for (const doWork of works) doWork(project);
      return project;
    });

/** A package that the templates name. */
export interface Wanted {
  layer: string;
  name: string;
  /** The versions that are allowed, as package.json or pyproject.toml has them. */
  range: string;
}

/** How far the newest release of a package is from what the templates allow. */
export interface Drift extends Wanted {
  latest: string;
  state: "covered" | "behind" | "held";
}

/** Packages that stay behind on purpose, with the reason. */
const held: Readonly<Record<string, string>> = {
  "@types/node": "the types of the oldest Node that a project runs on",
  ...Object.fromEntries(
    ["@nestjs/common", "@nestjs/core", "@nestjs/platform-express"].map((name) => [
      name,
      "12 has packages that ask for Node 22",
    ]),
  ),
};

/** What `npm outdated --json` tells of a package; a list where several layers have it. */
export type Outdated = Record<string, Release | Release[]>;

interface Release {
  /** The newest version in the range. */
  wanted: string;
  latest: string;
}

/** Joins what npm tells: packages that are not outdated are installed in their newest version. */
export function driftOfNode(wanted: Wanted[], installed: Map<string, string>, outdated: Outdated): Drift[] {
  return wanted.map((entry) => {
    const [release] = [outdated[entry.name] ?? []].flat();
    if (!release) return { ...entry, latest: installed.get(entry.name) ?? "?", state: "covered" };
    return { ...entry, latest: release.latest, state: stateOf(entry, release) };
  });
}

/** Joins what pip would install of each package: within the range, and of all that there is. */
export function driftOfPython(
  wanted: Wanted[],
  inRange: Map<string, string>,
  latest: Map<string, string>,
): Drift[] {
  return wanted.map((entry) => {
    const newest = latest.get(entry.name) ?? "?";
    return {
      ...entry,
      latest: newest,
      state: stateOf(entry, { wanted: inRange.get(entry.name) ?? "", latest: newest }),
    };
  });
}

function stateOf({ name }: Wanted, { wanted, latest }: Release): Drift["state"] {
  if (wanted === latest) return "covered";
  return name in held ? "held" : "behind";
}

/** The requirements in the text of a pyproject.toml. */
export function requirementsOf(pyproject: string, layer: string): Wanted[] {
  const requirements = pyproject.matchAll(/"([a-z][\w.-]*)(?:\[[\w,-]+\])?([<>=~!][^"]*)"/gi);
  return Array.from(requirements, ([, name = "", range = ""]) => ({ layer, name, range }));
}

/** A table of all packages, a line each. */
export function toTable(drifts: Drift[]): string {
  const rows = drifts.map(({ layer, name, range, latest, state }) => [
    layer,
    name,
    range,
    latest,
    wordsFor(name, state),
  ]);
  const lines = [["layer", "package", "range", "latest", ""], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function wordsFor(name: string, state: Drift["state"]): string {
  return state === "held" ? `held: ${held[name]}` : state;
}

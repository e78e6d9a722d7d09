/** What a package.json says, as far as it matters here. */
export interface Manifest {
  readonly type?: string;
  readonly main?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Packages;
  readonly devDependencies?: Packages;
  readonly peerDependencies?: Packages;
}

export type Packages = Readonly<Record<string, string>>;

/** A package.json as it should be: what is of another kind is left out. */
export function manifestIn(value: Readonly<Record<string, unknown>>): Manifest {
  const texts = (group: unknown) =>
    typeof group === "object" && group !== null
      ? Object.fromEntries(Object.entries(group).filter(([, text]) => typeof text === "string"))
      : {};
  const { type, main, scripts, dependencies, devDependencies, peerDependencies } = value;
  return {
    type: String(type),
    main: String(main ?? ""),
    scripts: texts(scripts),
    dependencies: texts(dependencies),
    devDependencies: texts(devDependencies),
    peerDependencies: texts(peerDependencies),
  };
}

/** All that an application needs, and its developers. */
export const packagesOf = ({ dependencies, devDependencies, peerDependencies }: Manifest): Packages => ({
  ...devDependencies,
  ...peerDependencies,
  ...dependencies,
});

/** The highest major version in a range; none is known of one without an upper end, or of `latest`. */
export function majorOf(range: string): number {
  if (range.trim().startsWith(">")) return Number.POSITIVE_INFINITY;
  const majors = Array.from(range.matchAll(/(?<![\w.-])v?(\d+)/g), ([, major]) => Number(major));
  return majors.length > 0 ? Math.max(...majors) : Number.POSITIVE_INFINITY;
}

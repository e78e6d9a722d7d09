import { type Framework, frameworkNames, frameworkOf } from "../platforms/frameworks.ts";
import type { Feature } from "./feature.ts";
import { features } from "./index.ts";

export type FeatureName = (typeof features)[number]["name"];

const all: readonly Feature[] = features;

export const featureNames = all.map(({ name }) => name) as readonly FeatureName[];

/** The records of features by their names. */
const chosenOf = (names: readonly string[]): readonly Feature[] =>
  all.filter(({ name }) => names.includes(name));

/** Whether a feature exists for the projects of a framework. */
export const existsFor = (name: string, framework: Framework): boolean =>
  chosenOf([name]).some(({ platforms }) => platforms.includes(frameworkOf(framework).platform));

/** Whether an endpoint in an application that is there can have a feature. */
export const appliesInApplications = (name: string): boolean =>
  chosenOf([name]).some(({ inApplications }) => inApplications === true);

/** The variables in which some features take secrets. */
export const secretsOf = (names: readonly string[]): readonly string[] =>
  chosenOf(names).flatMap(({ secrets = [] }) => secrets);

/** The variables with which a server that has some features is verified. */
export const verifiedWith = (names: readonly string[]): Readonly<Record<string, string>> =>
  Object.assign({}, ...chosenOf(names).map((feature) => feature.verifiedWith));

/** The layers of some features: what they need, and their own. */
export const featureLayers = (names: readonly string[]): readonly string[] => [
  ...new Set(chosenOf(names).flatMap(({ name, layers = [] }) => [...layers, `features/${name}`])),
];

/** The routes that some features serve in a server with this prefix. */
export const routesOf = (names: readonly string[], prefix: string): readonly string[] =>
  chosenOf(names).flatMap(({ routes = [], rootRoutes = [] }) => [
    ...routes.map((route) => prefix + route),
    ...rootRoutes,
  ]);

/** Whether one of some features brings packages to a Node project. */
export const bringPackages = (names: readonly string[]): boolean =>
  chosenOf(names).some(({ hasPackages }) => hasPackages === true);

/** The features that bring a proxy. */
export const proxyFeatures = all.filter(({ hasProxy }) => hasProxy).map(({ name }) => name);

/** What the conditions of layers may ask of some features: their names; `bound`, an answer ends with its connection. */
export const featureFacts = (names: readonly string[]): readonly string[] => {
  const isBound = !chosenOf(names).some(({ outlivesConnections }) => outlivesConnections);
  return isBound ? [...names, "bound"] : names;
};

/** The titles of all features in a language. */
export const featureTitles = (lang: keyof Feature["words"]): Readonly<Record<string, string>> =>
  Object.fromEntries(all.map(({ name, words }) => [name, words[lang]]));

/** Why a project can't have a feature: its framework's projects don't, another one is missing, or is beside it. */
export type Misfit =
  | {
      readonly kind: "notThere";
      readonly feature: string;
      readonly framework: Framework;
      /** The frameworks that it exists for. */
      readonly frameworks: readonly Framework[];
    }
  | { readonly kind: "lacks" | "excludes"; readonly feature: string; readonly other: string };

/** All that keeps a project from having these features together. */
export function misfitsOf(names: readonly string[], framework: Framework): Misfit[] {
  const chosen = chosenOf(names);
  const pairs = chosen.flatMap((one, index) => chosen.slice(index + 1).map((two) => [one, two] as const));
  return [
    ...chosen
      .filter(({ name }) => !existsFor(name, framework))
      .map(({ name }) => {
        const frameworks = frameworkNames.filter((other) => existsFor(name, other));
        return { kind: "notThere", feature: name, framework, frameworks } as const;
      }),
    ...chosen.flatMap(({ name, needs = [] }) =>
      needs
        .filter((other) => !names.includes(other))
        .map((other) => ({ kind: "lacks", feature: name, other }) as const),
    ),
    ...pairs
      .filter(([one, two]) => one.notWith?.includes(two.name) || two.notWith?.includes(one.name))
      .map(([one, two]) => ({ kind: "excludes", feature: one.name, other: two.name }) as const),
  ];
}

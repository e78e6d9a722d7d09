import type { PlatformName } from "../platforms/frameworks.ts";

/** Something that a project can have beyond the bare server. It is a record here, and a folder in `templates/features/`. */
export interface Feature<Name extends string = string> {
  readonly name: Name;
  /** The platforms that it exists for. */
  readonly platforms: readonly PlatformName[];
  /** Other features that it can't do without. */
  readonly needs?: readonly string[];
  /** Other features beside which it can't be. */
  readonly notWith?: readonly string[];
  /** In one line, what it brings and what it costs. */
  readonly words: Readonly<Record<"en" | "zh-TW", string>>;
  /** Further layers that it needs. */
  readonly layers?: readonly string[];
  /** The routes that it serves itself, below the prefix. */
  readonly routes?: readonly string[];
  /** Those beside /healthz, whatever the prefix. */
  readonly rootRoutes?: readonly string[];
  /** Whether it brings the configuration of a proxy, which `--verify=deploy` proves. */
  readonly hasProxy?: true;
  /** Whether an endpoint in an application that is there can have it: it is about the endpoint, not about the server. */
  readonly inApplications?: true;
  /** Whether answers go on without their connection: a client that leaves does not end them. */
  readonly outlivesConnections?: true;
  /** The variables in which it takes secrets. */
  readonly secrets?: readonly string[];
  /** The variables with which a server that has it is verified. */
  readonly verifiedWith?: Readonly<Record<string, string>>;
  /** Whether it brings packages to a Node project. */
  readonly hasPackages?: true;
}

/** A feature's record. */
export const feature = <const Name extends string>(record: Feature<Name>): Feature<Name> => record;

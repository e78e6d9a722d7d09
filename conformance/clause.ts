import type { Place, Server } from "./server.ts";

/** One thing that the protocol promises, and how to see it over HTTP. */
export interface Clause {
  /** The section of the protocol, and the number of its check where it has any: "3.4". */
  section: string;
  promise: string;
  /** Throws, with what was seen, where the promise is not kept. */
  check: (server: Server) => Promise<void>;
  /** Variables of the server's environment. Without any, they are the defaults. */
  env?: Environment;
  /** It needs the scripted handler, the log, or the defaults as they are: not just any server's address. */
  needs?: "script" | "log" | "defaults";
  /** It takes some seconds of waiting: it runs beside the others. */
  isSlow?: true;
  /** It is about connections, whole URLs, or what is no route: where the routes are mounted in an application, that is the application's. */
  isOfListener?: true;
  /** An application may answer it in its own way, also below the path that it has the routes at: those of the tests don't. */
  mayBeApplications?: true;
  /** It can be seen of any server that wants a key, by who has one. */
  isOfKeys?: true;
}

/** What the protocol promises of a server's beginning and end. It starts servers of its own. */
export interface StartClause {
  section: string;
  promise: string;
  check: (start: Start) => Promise<void>;
}

/** Starts a server on a free port, with these variables. Rejects with `StartFailed`. */
export type Start = (env?: Environment) => Promise<Server>;

export type Environment = Readonly<Record<string, string>>;

/** Why a clause can't be seen of a server of which one has nothing but the address. */
export type Obstacle = "application" | "defaults" | "key" | "log" | "script" | "settings";

/** What keeps a clause from being seen of a server that runs somewhere, if anything does. */
export function obstacleOf(clause: Clause, { mountedAt, headers }: Place): Obstacle | undefined {
  if (clause.isOfKeys) return headers ? undefined : "key";
  if (clause.env) return "settings";
  const isApplications = mountedAt !== undefined && (clause.isOfListener || clause.mayBeApplications);
  return clause.needs ?? (isApplications ? "application" : undefined);
}

/** Whether a clause holds wherever the routes are, in a server of their own or mounted in an application. */
export const isOfRoutes = ({ isOfListener }: Clause): boolean => !isOfListener;

import type { Misfit } from "../features/rules.ts";
import type { NameFault } from "./windows-names.ts";

/** Where something is in a document. Both count from 1; columns are UTF-16 code units, as in editors. */
export interface Place {
  /** The document's path, or `-`. */
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** What is wrong with one value. `report/` has the words for it. */
export interface Problem {
  readonly kind:
    | "unknown"
    | "unknownKey"
    | "repeated"
    | "noValue"
    | "notAllowed"
    | "twice"
    | "taken"
    | "surplus"
    | "needsInstall"
    | "surplusWord"
    | "surplusOperand"
    | "unknownCommand"
    | "notWith"
    | "misfit"
    | "notForCommand"
    | "onlyForCommands"
    | "badName"
    | "lost"
    | "syntax";
  readonly option: string;
  /** The option as the user wrote it: `--port`, or `"port"` in a JSON document. */
  readonly label: string;
  readonly value: unknown;
  /** The member of the answers document that it is about, and where that is. */
  readonly member?: string;
  readonly place?: Place;
  /** What the user may have meant. */
  readonly nearest?: string | undefined;
  /** The framework whose projects have no use for the option. */
  readonly framework?: string;
  /** Why a feature can't be in the project. */
  readonly misfit?: Misfit;
  /** The command that has no use for the option. */
  readonly command?: string;
  /** What Windows has against the name of a folder. */
  readonly nameFault?: NameFault;
  /** What is wrong with a document that is not JSON, by its parser's name for it. */
  readonly syntax?: string;
  /** What is allowed, where the table of options does not tell. */
  readonly choices?: readonly string[];
}

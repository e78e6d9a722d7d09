import { parseCommandLine as parse } from "../../src/command-line/flags.ts";
import { syntaxes } from "../../src/commands/table.ts";

/** Reads a command line with the commands that the program has. */
export const parseCommandLine = (argv: readonly string[]) => parse(argv, syntaxes);

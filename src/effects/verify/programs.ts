import type { Io } from "../../io.ts";
import type { Options } from "../../options/table.ts";
import { environmentPython } from "../install-python.ts";
import type { Command } from "../run-install.ts";
import { clientScript, nodeClient, nodeServer, PAGE_CLIENT, PYTHON_SERVER } from "./scripts.ts";

/** What is run in a project to verify it. Each is given on the command line, so that no file is written. */
export interface Programs {
  readonly server: Command;
  /** Needs one more argument: see `clientScript`. */
  readonly client: Command;
}

const NODE_MODULE = ["--input-type=module", "--eval"];

/**
 * The programs for a project: its own server and its own client, run as its own scripts run them, by the Node that
 * runs this. On the PATH there may be a script of that name, which on Windows takes no argument of several lines.
 */
export function programsOf({ framework, language }: Options, folder: string, io: Io): Programs {
  if (framework === "llmbrick") {
    return {
      server: [environmentPython(io, folder), "-c", PYTHON_SERVER],
      client: [process.execPath, ...NODE_MODULE, clientScript(PAGE_CLIENT)],
    };
  }
  const node: Command = [process.execPath, ...(language === "ts" ? ["--import", "tsx"] : []), ...NODE_MODULE];
  return {
    server: [...node, nodeServer(language)],
    client: [...node, clientScript(nodeClient(language))],
  };
}

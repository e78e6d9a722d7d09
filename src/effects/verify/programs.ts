import type { Io } from "../../io.ts";
import type { Options } from "../../options/table.ts";
import type { Programs } from "../../platforms/platform.ts";
import { environmentPython } from "../install-python.ts";
import type { Command } from "../run-install.ts";
import { clientScript, nodeClient, nodeServer, PAGE_CLIENT, PYTHON_SERVER } from "./scripts.ts";

const NODE_MODULE = ["--input-type=module", "--eval"];

/**
 * The programs for a Node project: its own server and its own client, run as its own scripts run them, by the Node
 * that runs this. On the PATH there may be a script of that name, which on Windows takes no argument of several lines.
 */
export function nodePrograms(language: Options["language"]): Programs {
  const node: Command = [process.execPath, ...(language === "ts" ? ["--import", "tsx"] : []), ...NODE_MODULE];
  return {
    server: [...node, nodeServer(language)],
    client: [...node, clientScript(nodeClient(language))],
  };
}

/** The programs for a Python project, whose client is the test page's. */
export const pythonPrograms = (folder: string, io: Io): Programs => ({
  server: [environmentPython(io, folder), "-c", PYTHON_SERVER],
  client: [process.execPath, ...NODE_MODULE, clientScript(PAGE_CLIENT)],
});

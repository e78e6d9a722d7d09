import { handlerOf } from "../../handlers/index.ts";
import type { Io } from "../../io.ts";
import type { Options } from "../../options/table.ts";
import type { Programs } from "../../platforms/platform.ts";
import { environmentPython } from "../install-python.ts";
import type { Command } from "../run-install.ts";
import { clientScript, nodeClient, nodeServer, PAGE_CLIENT, pythonServer } from "./scripts.ts";

/** Whether it asks somebody's model, which only a user may have done. */
const asksModel = (handler: Options["handler"]) => {
  const { key, address, bricks } = handlerOf(handler);
  return key !== undefined || address !== undefined || bricks !== undefined;
};

const NODE_MODULE = ["--input-type=module", "--eval"];

/**
 * The programs for a Node project: its own server and its own client, run as its own scripts run them, by the Node
 * that runs this. On the PATH there may be a script of that name, which on Windows takes no argument of several lines.
 */
export function nodePrograms({ language, handler }: Pick<Options, "language" | "handler">): Programs {
  const node: Command = [process.execPath, ...(language === "ts" ? ["--import", "tsx"] : []), ...NODE_MODULE];
  return {
    server: [...node, nodeServer(language, asksModel(handler))],
    client: [...node, clientScript(nodeClient(language))],
  };
}

/** The programs for a Python project, whose client is the test page's. */
export const pythonPrograms = ({ handler }: Pick<Options, "handler">, folder: string, io: Io): Programs => ({
  server: [environmentPython(io, folder), "-c", pythonServer(asksModel(handler))],
  client: [process.execPath, ...NODE_MODULE, clientScript(PAGE_CLIENT)],
});

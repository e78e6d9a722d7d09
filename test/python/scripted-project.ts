import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Launcher } from "../../conformance/process.ts";
import type { PythonProject } from "./describe.ts";
import { handlerFolder } from "./handlers.ts";

/** Gives a project the handler whose every move a test decides, and a way to start it. */
export async function scriptedLauncher({ folder, python }: PythonProject): Promise<Launcher> {
  await copyFile(join(handlerFolder("scripted"), "handler.py"), join(folder, "handler.py"));
  const server = join(folder, "server.py");
  const code = await readFile(server, "utf8");
  // Some clauses are about a server without a handler.
  await writeFile(server, code.replace("server.set_handler(", "if handler: server.set_handler("));
  return new Launcher(folder, python, "server.py");
}

import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import type { ConversationEvent } from "../../../templates/core/src/llmbrick/types.ts";
import { type Latch, latch } from "../../support/latch.ts";
import { writePythonProject } from "../../support/python.ts";
import { python as installed } from "../../support/python-environment.ts";
import type { Platform, Seen, SeenFailure } from "./platform.ts";

const driver = fileURLToPath(new URL("driver.py", import.meta.url));

const program = installed ?? "python3";

/** A line of the driver's: what a request has come to. */
interface Line {
  readonly id: number;
  readonly event?: ConversationEvent;
  readonly failure?: SeenFailure;
}

/** A Python project. Its handler runs in one process for all requests, which come and go as lines of JSON. */
export const python: Platform = {
  name: "python",
  server: [program, ["server.py"]],

  write: (folder, handler, features = []) => writePythonProject(folder, { handler, features }),

  async load(folder, variables) {
    const child = execa(program, [driver], {
      cwd: folder,
      env: { ...variables, NO_PROXY: "*", PYTHONPATH: folder, PYTHONUTF8: "1" },
      buffer: false,
      reject: false,
    });
    let warnings = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      warnings += text;
    });
    const asked = new Map<number, { events: ConversationEvent[]; onEvent: () => void; seen: Latch<Seen> }>();
    const ready = latch();
    void (async () => {
      for await (const text of child.iterable({ from: "stdout" })) {
        const { id, event, failure }: Line = JSON.parse(text);
        if (id === 0) ready.set();
        const own = asked.get(id);
        if (event) {
          own?.events.push(event);
          own?.onEvent();
        } else own?.seen.set({ events: own.events, ...(failure && { failure }) });
      }
    })();
    await Promise.race([ready.happened, once(child, "exit")]);
    if (child.exitCode !== null) throw new Error(warnings);
    const say = (message: object) => child.stdin.write(`${JSON.stringify(message)}\n`);
    return {
      warnings,
      ask(request, own, { signal, onEvent }) {
        const id = asked.size + 1;
        const seen = latch<Seen>();
        asked.set(id, { events: [], onEvent, seen });
        signal.addEventListener("abort", () => say({ leaves: id }));
        const unset = (value: string | undefined) => value ?? null;
        const env = Object.fromEntries(Object.entries(own).map(([name, value]) => [name, unset(value)]));
        say({ id, env, request });
        return seen.happened;
      },
      async stop() {
        child.stdin.end();
        await child;
      },
    };
  },

  async test(folder, variables) {
    const env = { ...variables, PYTHONUTF8: "1" };
    await execa(program, ["-m", "pytest", "-q", "-p", "no:cacheprovider"], { cwd: folder, env });
  },
};

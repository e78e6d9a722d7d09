import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa, type Subprocess } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clauses, startClauses } from "../conformance/clauses/index.ts";
import { Launcher } from "../conformance/process.ts";
import { checkAll, checkServer, type Results } from "../conformance/run.ts";
import { type Answer, type Changes, Server } from "../conformance/server.ts";
import { HOGS_THE_PACKAGE, ofPython, ofUpstream } from "./allowed.ts";
import { describeInPython } from "./describe.ts";
import { handlerFolder, upstreamCommand } from "./handlers.ts";

describeInPython("a generated Python project, held to the protocol:", (project) => {
  let results: Results;
  let launcher: Launcher;

  beforeAll(async () => {
    await copyFile(join(handlerFolder("scripted"), "handler.py"), join(project.folder, "handler.py"));
    const server = join(project.folder, "server.py");
    const code = await readFile(server, "utf8");
    // Some clauses are about a server without a handler.
    await writeFile(server, code.replace("server.set_handler(", "if handler: server.set_handler("));
    launcher = new Launcher(project.folder, project.python, "server.py");
    results = await checkAll(launcher.start, clauses, startClauses);
  }, 600_000);
  afterAll(() => launcher?.stopAll());

  testClauses([...clauses, ...startClauses], ofPython, () => results);
});

/** The package as a server to be checked: what its faults tell beyond the protocol is not looked at. */
class Upstream extends Server {
  readonly #url: URL;

  constructor(url: URL) {
    super({ url, endpoint: "/chat/completions", model: "gpt-4o" });
    this.#url = url;
  }

  override session(): Server {
    return new Upstream(this.#url);
  }

  override async ask(changes?: Changes): Promise<Answer> {
    const answer = await super.ask(changes);
    if (answer.status !== 422) return answer;
    const { detail } = JSON.parse(answer.text) as { detail: Record<string, unknown>[] };
    return {
      ...answer,
      text: JSON.stringify({ detail: detail.map(({ type, loc, msg }) => ({ type, loc, msg })) }),
    };
  }
}

/** What can be seen of a server that has no settings by environment and no log, and that must live on. */
const visible = clauses.filter(
  ({ env, needs, promise }) =>
    env === undefined && (needs ?? "script") === "script" && promise !== HOGS_THE_PACKAGE,
);

describeInPython("the package llmbrick as it is, held to our reading of its protocol:", (project) => {
  let results: Results;

  let upstream: Subprocess<{ reject: false }>;

  beforeAll(async () => {
    results = new Map();
    upstream = execa(project.python, upstreamCommand("scripted"), { reject: false });
    const url = new URL(await addressOf(upstream));
    await checkServer(new Upstream(url), visible, results);
  }, 600_000);

  afterAll(() => upstream?.kill("SIGKILL"));

  testClauses(visible, ofUpstream, () => results);
});

async function addressOf(server: Subprocess<{ reject: false }>): Promise<string> {
  for await (const line of server) {
    if (line.startsWith("Listening on ")) return line.slice("Listening on ".length);
  }
  throw new Error("The server ended without an address");
}

/** A test for each clause: the promise is kept, or broken for the reason that the table gives. */
function testClauses(
  all: readonly { section: string; promise: string }[],
  differences: Record<string, string>,
  results: () => Map<unknown, unknown>,
): void {
  for (const clause of all) {
    const { section, promise } = clause;
    const reason = differences[promise];
    const name = `§${section} ${promise}`;
    if (reason === undefined) test(name, () => expect(results().get(clause)).toBeUndefined());
    else test(`${name}: differs, since ${reason}`, () => expect(results().get(clause)).toBeInstanceOf(Error));
  }
}

import { unwatchFile, watchFile } from "node:fs";
import { createInterface } from "node:readline";
import { createInterface as createAsking } from "node:readline/promises";
import { parseArgs } from "node:util";
import type { Running } from "./check.ts";
import { check, commands, current, show } from "./commands.ts";
import { playModel } from "./play.ts";
import { noProgress, readProgress } from "./progress.ts";
import { handlerPath, shown } from "./project.ts";
import { report } from "./report.ts";
import { LAST_BASE, portOfSeat } from "./seat.ts";
import { startServer } from "./server.ts";
import { print, say, words } from "./words.ts";

/** Milliseconds between two looks at the handler's file: that goes by its time alone, on any disk and system. */
const LOOK = 300;

/** Runs the lessons as the command line says; without a command, shows the lesson and checks at each save. */
export async function main(line: string[]): Promise<void> {
  const read = readLine(line);
  if (!read) return;
  const { values, positionals } = read;
  const [command, argument] = positionals;
  const base = values["port-base"] === undefined ? undefined : Number(values["port-base"]);
  if (base !== undefined && !(Number.isInteger(base) && base > 0 && base <= LAST_BASE)) {
    console.error(say("badPort", values["port-base"]));
    process.exitCode = 2;
  } else if (command === undefined) await watch(base);
  else if (command === "check") process.exitCode = (await check()) ? 0 : 1;
  else if (command === "report") await makeReport(values.name);
  else process.exitCode = run(command, argument) ? 0 : 2;
}

function readLine(args: string[]) {
  try {
    const options = { name: { type: "string" }, "port-base": { type: "string" } } as const;
    return parseArgs({ args, options, allowPositionals: true });
  } catch {
    tellUnknown(args.join(" "));
    process.exitCode = 2;
    return undefined;
  }
}

/** Runs one of the commands that need no more than the files. */
function run(command: string, argument?: string): boolean {
  const act = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (act) return act(argument);
  tellUnknown(command);
  return false;
}

const tellUnknown = (line: string) => console.error(say("unknown", line), words.commands, words.options);

async function makeReport(given: string | undefined): Promise<void> {
  const progress = readProgress() ?? noProgress();
  let name = given;
  if (name === undefined && process.stdin.isTTY) {
    const asking = createAsking(process.stdin, process.stdout);
    name = await asking.question(words.askName as string);
    asking.close();
  }
  print(report(progress, (name ?? "").trim()));
}

/** Shows the lesson and checks at each save, until `quit` or the end of the input. */
async function watch(base: number | undefined): Promise<void> {
  const model = await playModel();
  const port: Record<string, string> =
    base === undefined ? {} : { LLMBRICK_PORT: String(await portOfSeat(base)) };
  let page: (Running & { page: string }) | undefined;
  /** One thing after the other: saves and commands come as they like. */
  let work: Promise<unknown> = Promise.resolve();
  const then = (act: () => unknown) => {
    work = work.then(act).catch((error) => console.error(error));
  };

  const servePage = async () => {
    await page?.stop();
    page = undefined;
    try {
      const env = {
        LLMBRICK_ENABLE_REQUEST_LOGGING: "false",
        LLMBRICK_ENABLE_TEST_PAGE: "true",
        OPENAI_BASE_URL: model.url,
      };
      page = await startServer({ OPENAI_API_KEY: "toy-key", ...env, ...port });
    } catch (error) {
      console.error(say("noModel", (error as Error).message));
    }
  };
  const look = async () => {
    await servePage();
    await check();
    print("", say("watching", shown(handlerPath), page?.page ?? "–"), words.commands as string);
  };

  show();
  then(look);
  watchFile(handlerPath, { interval: LOOK }, () => then(look));
  const input = createInterface(process.stdin);
  for await (const text of input) {
    const [command = "", ...others] = text.trim().split(/\s+/);
    const argument = others.join(" ");
    if (command === "quit") break;
    if (command === "report") then(() => print(report(current(), argument)));
    else if (command !== "") then(() => run(command, argument));
  }
  input.close();
  unwatchFile(handlerPath);
  await work;
  await page?.stop();
  model.close();
}

import type { CommandLine } from "../../src/command-line/flags.ts";
import { main } from "../../src/main.ts";
import { parseCommandLine } from "../support/parse-line.ts";
import { type TestIoOptions, testIo } from "../support/test-io.ts";
import type { FakeTerminal } from "./fake-terminal.ts";
import { newWorld } from "./world.ts";

/** All that a run is given. */
export interface Scene {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly platform?: NodeJS.Platform;
  /** What standard input holds. */
  readonly input?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly respond?: TestIoOptions["respond"];
}

/** All that a run has come to. */
export interface Ending {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** What was on the disk before the run, and what was there after it. */
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly line: CommandLine;
}

/** No run has so much to do: one that takes longer hangs. */
const LIMIT = 10_000;

/** Plays a scene in a world of its own, through the program's one entrance. */
export async function play(
  { argv, env = {}, platform = "linux", input = "", files, respond }: Scene,
  terminal?: FakeTerminal,
): Promise<Ending> {
  const world = await newWorld(files);
  try {
    const io = testIo({
      ...{ cwd: world.cwd, fs: world.fs, env, platform, readStdin: async () => input },
      ...(respond && { respond }),
      ...(terminal && { stdin: terminal.stdin, stdout: terminal.stdout }),
    });
    const before = await world.tree();
    const exitCode = await inTime(main(argv, io));
    const after = await world.tree();
    return {
      exitCode,
      out: terminal?.shown ?? io.out(),
      err: io.err(),
      before,
      after,
      line: parseCommandLine(argv),
    };
  } finally {
    await world.remove();
  }
}

async function inTime<Outcome>(run: Promise<Outcome>): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It hangs: no end after ${LIMIT} ms`)), LIMIT);
  });
  try {
    return await Promise.race([run, late]);
  } finally {
    clearTimeout(timer);
  }
}

import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import type { Options } from "../../options/table.ts";
import type { VerifyFault, VerifyStepName } from "../../phrase.ts";
import type { FileChange } from "../../plan/changes.ts";
import { platformOf } from "../../platforms/index.ts";
import { ask, faultOf } from "./client.ts";
import { serverEnvironment } from "./environment.ts";
import { WAITING_SESSION } from "./scripts.ts";
import { type Server, startServer } from "./server.ts";

/** One step of the verification, and how long it took. */
export interface VerifyStep {
  readonly step: VerifyStepName;
  readonly status: "done" | "failed";
  /** Milliseconds. */
  readonly ms: number;
}

/** Seconds that a step may take. To stop has a limit of its own: after 5 s the program is killed. */
const LIMITS = { start: 60, stream: 30, abort: 30 };

export interface Verification {
  readonly folder: string;
  readonly options: Options;
  readonly changes: readonly FileChange[];
  /** Gets each step as it ends. */
  readonly onStep: (step: VerifyStep) => void;
  readonly limits?: typeof LIMITS;
}

/** A step failed. */
class Fault extends Error {
  readonly fault: VerifyFault;

  constructor(fault: VerifyFault) {
    super(fault[0]);
    this.fault = fault;
  }
}

/**
 * Starts a project's server on a free port, sends it requests by the project's own client, and stops it.
 * Whatever happens, no process is left.
 * @throws UserError that says which step failed, and shows the end of the server's output
 */
export async function verify(io: Io, verification: Verification): Promise<void> {
  const { folder, options, changes, onStep, limits = LIMITS } = verification;
  const programs = await platformOf(options.framework).programs(options, folder, io);
  const apiKey = randomUUID();
  const env = serverEnvironment(io.env, changes, apiKey);
  const server = startServer(io, programs.server, { cwd: folder, env });

  let current: VerifyStepName = "start";
  const step = async <Result>(name: VerifyStepName, work: () => Promise<Result>): Promise<Result> => {
    current = name;
    const start = performance.now();
    const end = (status: VerifyStep["status"]) =>
      onStep({ step: name, status, ms: Math.round(performance.now() - start) });
    try {
      const result = await work();
      end("done");
      return result;
    } catch (error) {
      if (error instanceof Fault) end("failed");
      throw error;
    }
  };

  try {
    const address = await step("start", () => within(limits.start, server.address, server));
    const url = address.replace(/\/$/, "") + options.prefix + options.path;
    const answerIn = (sessionId: string, limit: number) =>
      ask(io, programs.client, { folder, url, apiKey, model: options.models[0] ?? "", sessionId, limit });
    await step("stream", async () => {
      const fault = faultOf(await answerIn("verify", limits.stream));
      if (fault !== undefined) throw new Fault(fault);
    });
    await step("abort", async () => {
      const { fault } = await answerIn(WAITING_SESSION, limits.abort);
      if (fault !== undefined) throw new Fault(fault);
      await within(limits.abort, server.told, server);
    });
    await step("stop", async () => {
      const { status } = await server.stop();
      // Windows has no signal that a program could answer.
      if (status !== "done" && io.platform !== "win32") throw new Fault(["notStopped"]);
    });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { output } = await server.stop();
    const hasOutput = output.trim() !== "";
    throw new UserError("VERIFY_FAILED", ["verifyFailed", current, error.fault, hasOutput], { output });
  } finally {
    await Promise.allSettled([server.stop()]);
  }
}

/** Waits for something of the server's, for as long as it runs, and for no longer than the limit. */
async function within<Result>(
  seconds: number,
  work: Promise<Result>,
  { ended, program }: Server,
): Promise<Result> {
  const settled = new AbortController();
  const tooLate = delay(seconds * 1000, undefined, { signal: settled.signal }).then(() => {
    throw new Fault(["timeLimit", seconds]);
  });
  const tooEarly = ended.then(({ status }) => {
    throw new Fault(status === "missing" ? ["missing", program] : ["ended", ""]);
  });
  try {
    return await Promise.race([work, tooLate, tooEarly]);
  } finally {
    settled.abort();
  }
}

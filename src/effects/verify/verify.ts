import { randomUUID } from "node:crypto";
import { UserError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import type { Options } from "../../options/table.ts";
import type { VerifyStepName } from "../../phrase.ts";
import type { FileChange } from "../../plan/changes.ts";
import { platformOf } from "../../platforms/index.ts";
import { ask, faultOf } from "./client.ts";
import { serverEnvironment } from "./environment.ts";
import { Fault, within } from "./fault.ts";
import { WAITING_SESSION } from "./scripts.ts";
import { startServer } from "./server.ts";

/** One step of the verification, and how long it took. */
export interface VerifyStep {
  readonly step: VerifyStepName;
  /** `skipped`: the program is not on this machine. */
  readonly status: "done" | "failed" | "skipped";
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

/**
 * Starts a project's server on a free port, sends it requests by the project's own client, and stops it.
 * For `--verify=deploy`, it then streams through the proxies of this machine. Whatever happens, no process is left.
 * @throws UserError that says which step failed, and shows the end of the server's output
 */
export async function verify(io: Io, verification: Verification): Promise<void> {
  const { folder, options, changes, onStep, limits = LIMITS } = verification;
  const programs = await platformOf(options.framework).programs(options, folder, io);
  const apiKey = randomUUID();
  const env = serverEnvironment(io.env, changes, options, apiKey);
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
  if (options.verify !== "deploy") return;

  const { proveDeploy } = await import("./deploy/deploy.ts");
  try {
    await proveDeploy(io, {
      folder,
      server: programs.server,
      env,
      apiKey,
      model: options.models[0] ?? "",
      prefix: options.prefix,
      path: options.path,
      step,
      onMissing: (name) => onStep({ step: name, status: "skipped", ms: 0 }),
    });
  } catch (error) {
    io.signal.throwIfAborted();
    if (!(error instanceof Fault)) throw error;
    throw new UserError("VERIFY_FAILED", ["verifyFailed", current, error.fault, false]);
  }
}

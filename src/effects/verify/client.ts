import type { Io } from "../../io.ts";
import { parsed } from "../../parsed.ts";
import type { VerifyFault } from "../../phrase.ts";
import type { Command } from "../run-install.ts";
import { clientEnvironment } from "./environment.ts";
import { MARK, WAITING_SESSION } from "./scripts.ts";

export interface Question {
  readonly folder: string;
  /** The address of the endpoint. */
  readonly url: string;
  readonly apiKey: string;
  readonly model: string;
  /** In the waiting session, the client leaves at the first event. */
  readonly sessionId: string;
  /** Seconds that the client may take. */
  readonly limit: number;
}

/** A frame as the generated client gives it. */
interface Frame {
  readonly event: string;
  readonly data: string;
}

export interface Answer {
  readonly frames: readonly Frame[];
  /** Why there is no whole answer. */
  readonly fault?: VerifyFault;
}

/** What the client's program prints: the frames, and the error that it ended with. */
interface Printed {
  readonly frames: readonly Frame[];
  readonly fault?: string;
}

/** Sends one request by a project's own client. */
export async function ask(
  io: Io,
  [program, ...args]: Command,
  { folder, url, apiKey, model, sessionId, limit }: Question,
): Promise<Answer> {
  const request = { model, messages: [{ role: "user", content: "?" }], sessionId };
  const argument = JSON.stringify({ url, apiKey, request, leaves: sessionId === WAITING_SESSION });
  const env = clientEnvironment(io.env);
  const signal = AbortSignal.timeout(limit * 1000);
  const { output } = await io.run(program, [...args, argument], {
    cwd: folder,
    env,
    signal,
    isTethered: true,
  });
  const line = output.split(/\r?\n/).find((text) => text.startsWith(MARK));
  if (line !== undefined) {
    const { frames, fault }: Printed = JSON.parse(line.slice(MARK.length));
    return { frames, ...(fault !== undefined && { fault: ["thrown", fault] }) };
  }
  return { frames: [], fault: signal.aborted ? ["timeLimit", limit] : ["ended", output] };
}

/** The fields of a frame's data, in the order that the protocol has. */
const FIELDS = ["id", "type", "model", "text", "progress", "context", "metadata"];

/** What is wrong with the answer to a request, or undefined. */
export function faultOf({ frames, fault }: Answer): VerifyFault | undefined {
  if (fault !== undefined) return fault;
  const odd = frames.find(({ event, data }) => {
    return event !== "message" || Object.keys(fieldsOf(data)).join() !== FIELDS.join();
  });
  if (odd) return ["oddFrame", `event: ${odd.event}, data: ${odd.data}`];
  const last = frames.at(-1);
  if (!last) return ["noFrame"];
  return fieldsOf(last.data).progress === "DONE" ? undefined : ["notDone", last.data];
}

/** The fields of a frame's data; none where a server of the user's own sends something else. */
const fieldsOf = (data: string): Readonly<Record<string, unknown>> => Object(parsed(JSON.parse, data));

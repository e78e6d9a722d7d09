import type { Messages } from "../../i18n/messages.ts";
import type { Io } from "../../io.ts";
import { withTail } from "../../tail.ts";
import { parsed } from "../manifest.ts";
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

/** What the client's program prints. */
export interface Answer {
  readonly frames: readonly Frame[];
  /** Why there is no whole answer, in words. */
  readonly fault?: string;
}

/** Sends one request by a project's own client. */
export async function ask(
  io: Io,
  [program, ...args]: Command,
  { folder, url, apiKey, model, sessionId, limit }: Question,
  t: Messages,
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
  if (line !== undefined) return JSON.parse(line.slice(MARK.length));
  return { frames: [], fault: signal.aborted ? t.verify.timeLimit(limit) : withTail(t.verify.ended, output) };
}

/** The fields of a frame's data, in the order that the protocol has. */
const FIELDS = ["id", "type", "model", "text", "progress", "context", "metadata"];

/** What is wrong with the answer to a request, in words, or undefined. */
export function faultOf({ frames, fault }: Answer, t: Messages): string | undefined {
  if (fault !== undefined) return fault;
  const odd = frames.find(({ event, data }) => {
    return event !== "message" || Object.keys(fieldsOf(data)).join() !== FIELDS.join();
  });
  if (odd) return t.verify.oddFrame(`event: ${odd.event}, data: ${odd.data}`);
  const last = frames.at(-1);
  if (!last) return t.verify.noFrame;
  return fieldsOf(last.data).progress === "DONE" ? undefined : t.verify.notDone(last.data);
}

/** The fields of a frame's data; none where a server of the user's own sends something else. */
const fieldsOf = (data: string): Readonly<Record<string, unknown>> => Object(parsed(JSON.parse, data));

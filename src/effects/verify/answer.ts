import type { Messages } from "../../i18n/messages.ts";

/** A frame as the generated client gives it. */
interface Frame {
  readonly event: string;
  readonly data: string;
}

/** What the client's program prints. */
export interface Answer {
  readonly frames: readonly Frame[];
  readonly fault?: string;
}

/** The fields of a frame's data, in the order that the protocol has. */
const FIELDS = ["id", "type", "model", "text", "progress", "context", "metadata"];

/** What is wrong with the answer to a request, or undefined. */
export function faultOf({ frames, fault }: Answer, t: Messages): string | undefined {
  if (fault !== undefined) return fault;
  const odd = frames.find(
    ({ event, data }) => event !== "message" || fieldsOf(data).join() !== FIELDS.join(),
  );
  if (odd) return t.verify.oddFrame(`event: ${odd.event}, data: ${odd.data}`);
  const last = frames.at(-1);
  if (!last) return t.verify.noFrame;
  return JSON.parse(last.data).progress === "DONE" ? undefined : t.verify.notDone(last.data);
}

const fieldsOf = (data: string): string[] => Object.keys(JSON.parse(data));

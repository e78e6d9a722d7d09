import { helpCommand } from "../../command-line/same-again.ts";
import { UserError } from "../../errors.ts";
import type { Problem } from "../../options/problems.ts";
import type { Run } from "../command.ts";
import { redact } from "../doctor/redact.ts";
import { isWithin, sections } from "./sections.ts";

/** Which server to check, and what of it. */
export interface Target {
  /** Its address, without a path. */
  readonly url: URL;
  /** The path that was given with it: where an application has the routes, or the endpoint; none is "". */
  readonly path: string;
  readonly key: string | undefined;
  readonly model: string | undefined;
  /** The sections to check, with all that are below them. */
  readonly only: readonly string[];
}

/** What a header can carry. */
const KEY = /^[\x21-\x7e]+$/;

/** Reads the command line. The key stays out of what it says, and of what other programs see of this process. */
export async function targetOf({ line, io, t }: Run): Promise<Target> {
  const { operand = "", controls } = line;
  const problems: Problem[] = [];
  const url = addressOf(operand);
  if (!url)
    problems.push({
      kind: "notAllowed",
      option: "url",
      label: "check",
      value: redact(operand),
      choices: [t.check.address],
    });

  if (controls.key !== undefined) io.hideArguments();
  const isPiped = controls.key === "-";
  const key = isPiped
    ? (await io.readStdin()).trim()
    : (controls.key ?? io.env.LLMBRICK_API_KEY) || undefined;
  if (key !== undefined && !KEY.test(key)) {
    const label = controls.key === undefined ? "LLMBRICK_API_KEY" : "--key";
    problems.push({ kind: "noValue", option: "key", label, value: "" });
  }

  const only =
    controls.only?.split(",").map((word) => word.trim().replace(/^§/, "").replace(/^o/, "O")) ?? [];
  const isKnown = (section: string) => sections.some((known) => isWithin(known, section));
  for (const value of only.filter((section) => !isKnown(section)))
    problems.push({ kind: "notAllowed", option: "only", label: "--only", value, choices: sections });

  if (!url || problems.length > 0)
    throw new UserError("BAD_OPTIONS", ["badOptions", problems.length], {
      faults: problems,
      hint: ["badOptionsHint", helpCommand(line.command, io)],
    });
  return {
    url: new URL(url.origin),
    path: url.pathname.replace(/\/$/, ""),
    key,
    model: controls.model,
    only,
  };
}

/** An address as people write it: `localhost:9000` is one, too. */
function addressOf(word: string): URL | undefined {
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(word) ? word : `http://${word}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = url.username + url.password + url.search + url.hash === "";
  return ["http:", "https:"].includes(url.protocol) && isPlain ? url : undefined;
}

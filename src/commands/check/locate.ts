import { once } from "node:events";
import { bearer, type Description, readDescription } from "../../../conformance/discover.ts";
import { during } from "../../../conformance/run.ts";
import { type Answer, type Place, Server } from "../../../conformance/server.ts";
import { UserError } from "../../errors.ts";
import type { Run } from "../command.ts";
import { redact } from "../doctor/redact.ts";
import { short, whyNot } from "./evidence.ts";
import type { Target } from "./target.ts";

/** Seconds in which a server has to answer each of the first requests. */
const PATIENCE = 10;

/**
 * Finds the endpoint and a model, and sees to it that a stream can be had, before many are asked for.
 * @param patience seconds in which each answer has to be there
 */
export async function locate(target: Target, run: Run, patience = PATIENCE): Promise<Place> {
  const { url, path, key } = target;
  const { check } = run.t;
  const base = { url, ...(key !== undefined && bearer(key)) };
  const first: First = (server, ask) => firstAnswer(server, ask, run, patience);
  const { description, mountedAt } = await describe(
    new Server({ ...base, endpoint: "/", model: "" }),
    path,
    first,
  );
  const model = target.model ?? description?.model;
  if (model === undefined)
    throw failure(description ? check.noModel(url.href) : check.undescribed(url.href), check.modelHint);
  const endpoint = description?.endpoint ?? (path || "/chat/completions");
  // Whoever names a path means what is below it: an application may have the rest.
  const around = path === "" ? {} : { mountedAt };
  const place = { ...base, endpoint, model, ...around, openAiAt: description?.openAiAt };
  await tryStream(new Server(place), run, first);
  return place;
}

type First = (server: Server, ask: (session: Server) => Promise<Answer>) => Promise<Answer>;

interface Described {
  readonly description: Description | undefined;
  /** The path below which an application has the routes. */
  readonly mountedAt: string;
}

/** What the server says of itself: below the path that was given, or, where that is the endpoint's, somewhere above it. */
async function describe(server: Server, path: string, first: First): Promise<Described> {
  for (const mountedAt of withParents(path)) {
    const answer = await first(server, (session) =>
      session.ask({ method: "GET", path: `${mountedAt}/openapi.json` }),
    );
    const found = answer.status === 200 ? descriptionIn(answer.text) : undefined;
    const description = found && seenBelow(mountedAt, found);
    if (description && (mountedAt === path || description.endpoint === path))
      return { description, mountedAt };
  }
  return { description: undefined, mountedAt: "" };
}

/** A proxy may take a path away before the server, which then does not know of it. */
function seenBelow(path: string, description: Description): Description {
  const { endpoint, openAiAt } = description;
  if (endpoint.startsWith(`${path}/`)) return description;
  return {
    ...description,
    endpoint: path + endpoint,
    openAiAt: openAiAt === undefined ? undefined : path + openAiAt,
  };
}

/** "/ai/chat" has "/ai" and "" above it. */
const withParents = (path: string): string[] =>
  path === "" ? [""] : [path, ...withParents(path.slice(0, path.lastIndexOf("/")))];

/** Asks for one answer, as far as its first frame: what is wrong with all of them is told once. */
async function tryStream(server: Server, { t: { check } }: Run, first: First): Promise<void> {
  const { status, headers, text } = await first(server, firstFrame);
  const address = new URL(server.endpoint, server.url).href;
  if (status === 401) throw failure(check.keyRefused(address), check.keyHint);
  const type = headers["content-type"] ?? "";
  if (status !== 200 || !type.startsWith("text/event-stream"))
    throw failure(check.noStream(address, status, type || "-", short(text)), check.noStreamHint);
  if (/^event: error\n.*Unsupported model/.test(text))
    throw failure(check.modelRefused(server.model), check.modelHint);
}

async function firstFrame(server: Server): Promise<Answer> {
  const response = await server.request();
  const { statusCode: status = 0, headers } = response;
  response.setEncoding("utf8");
  const [text = ""] = await Promise.race([once(response, "data"), once(response, "end")]);
  return { status, headers, text: String(text) };
}

/** One of the first requests: what it fails with is said in words, and a redirection is not followed. */
async function firstAnswer(
  server: Server,
  ask: (session: Server) => Promise<Answer>,
  { io, t }: Run,
  patience: number,
): Promise<Answer> {
  const late = AbortSignal.timeout(patience * 1000);
  let answer: Answer;
  try {
    answer = await during(server, AbortSignal.any([io.signal, late]), ask);
  } catch (error) {
    io.signal.throwIfAborted();
    const reason = late.aborted ? t.check.late(patience) : whyNot(error, t);
    throw failure(t.check.unreachable(server.url.href, reason), t.check.unreachableHint);
  }
  const { status, headers } = answer;
  if (status >= 300 && status < 400 && headers.location !== undefined)
    throw failure(
      t.check.redirected(server.url.href, short(redact(headers.location))),
      t.check.redirectedHint,
    );
  return answer;
}

/** What a server says may have any form. */
function descriptionIn(text: string): Description | undefined {
  try {
    return readDescription(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const failure = (said: string, hint: string) => new UserError("CHECK_FAILED", said, { hint });

import { type ChatRequest, type ChatResponse, type Message, Ollama, type ToolCall } from "ollama";
import { chunkIn, failureOf, ModelFailure } from "./model/failure.ts";

/** A piece of an answer. The last is `done`; others have no counts. */
type Chunk = Partial<Omit<ChatResponse, "message">> & {
  message?: Message & { tool_calls?: (ToolCall & { id?: string })[] };
};

/** The chunks of an answer. The SDK's own stream would pass over those that it can't read. */
export async function* chunksOf(request: ChatRequest, signal: AbortSignal): AsyncGenerator<Chunk> {
  const response = await ask(request, signal);
  let rest = "";
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = text.split("\n");
    lines[0] = rest + lines[0];
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim()) yield chunkIn(line);
  }
  // A last line without its end may be whole. Where it begins as a chunk and is none, it has been cut.
  if (rest.startsWith("{") && !isJson(rest)) throw new ModelFailure("truncated");
  if (rest.trim()) yield chunkIn(rest);
}

/** Sends the request by the SDK, which knows the address and the headers, and gives the answer as it comes. */
async function ask(request: ChatRequest, signal: AbortSignal): Promise<Response> {
  let response: Response | undefined;
  const client = new Ollama({
    // An Ollama that listens on every address is on this machine, too.
    host: (process.env.OLLAMA_HOST ?? "").replace("0.0.0.0", "127.0.0.1"),
    fetch: async (url, init) => {
      response = await fetch(url, { ...init, signal, redirect: "manual" }).catch(unreachable);
      if (!response.ok) throw await refusal(response, request.model);
      return response;
    },
  });
  await client.chat({ ...request, stream: true });
  return response as Response;
}

function unreachable(error: unknown): never {
  const failure = failureOf(error);
  if (failure.kind !== "unavailable") throw failure;
  throw new ModelFailure("unavailable", {
    cause: error,
    note: "is Ollama running, and is OLLAMA_HOST its address?",
  });
}

async function refusal(response: Response, model: string): Promise<ModelFailure> {
  const { status, headers } = response;
  const cause = new Error(`${status} ${await response.text()}`);
  if (status === 404 && cause.message.includes("model"))
    return new ModelFailure("unavailable", {
      cause,
      note: `Ollama does not have it yet: ollama pull ${model}`,
      retryable: false,
    });
  return failureOf(Object.assign(cause, { status, headers }));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

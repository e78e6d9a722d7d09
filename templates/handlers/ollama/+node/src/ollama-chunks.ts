import { type ChatRequest, type ChatResponse, type Message, Ollama, type ToolCall } from "ollama";
import { addressIn, chunkIn, failureOf, ModelFailure, refusalOf, unreadable } from "./model/failure.ts";
import { linesOf } from "./model/lines.ts";
import { fetchAnswer } from "./model/response.ts";

/** A piece of an answer. The last is `done`; others have no counts. */
type Chunk = Partial<Omit<ChatResponse, "message">> & {
  message?: Message & { tool_calls?: (ToolCall & { id?: string })[] };
};

/** The chunks of an answer. The SDK's own stream would pass over those that it can't read. */
export async function* chunksOf(request: ChatRequest, signal: AbortSignal): AsyncGenerator<Chunk> {
  let stray = ""; // JSON of no answer
  for await (const line of linesOf(await ask(request, signal))) {
    if (!line) continue;
    const chunk = chunkIn<Chunk>(line);
    stray = chunk.message ? "" : line;
    yield chunk;
  }
  if (stray) throw unreadable("No answer", stray);
}

/** Sends the request by the SDK, which knows the address and the headers, and gives the answer as it comes. */
async function ask(request: ChatRequest, signal: AbortSignal): Promise<Response> {
  let response: Response | undefined;
  const client = new Ollama({
    // An Ollama that listens on every address is on this machine, too.
    host: (addressIn("OLLAMA_HOST", { mayBePart: true }) ?? "").replace("0.0.0.0", "127.0.0.1"),
    fetch: async (url, init) => {
      response = await fetchAnswer(url, { ...init, signal }).catch(unreachable);
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
  const failure = await refusalOf(response);
  const isMissing = response.status === 404 && /\bmodel\b/.test(String(failure.cause));
  if (!isMissing) return failure;
  const note = `Ollama does not have it yet: ollama pull ${model}`;
  return new ModelFailure("unavailable", { cause: failure.cause, note, retryable: false });
}

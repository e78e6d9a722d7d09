import { onTestFinished } from "vitest";
import { added } from "../../../templates/core/src/llmbrick/routes/added.ts";
import { openAiRoutes } from "../../../templates/features/openai-api/+node/src/llmbrick/openai/routes.ts";
import type {
  Chunk,
  Completion,
  ErrorObject,
} from "../../../templates/features/openai-api/+node/src/llmbrick/openai/types.ts";
import { type Answer, ask, type Changes } from "../../support/http.ts";
import { type RunningServer, type StartOptions, start } from "../../support/llmbrick-server.ts";

/** Starts a server that has OpenAI's routes, as that of a project with the feature. */
export async function startOpenAi(options: StartOptions = {}): Promise<OpenAiServer> {
  withOpenAi();
  return new OpenAiServer(await start(options));
}

/** Gives the servers of a test OpenAI's routes, as the layer of the feature does. */
export function withOpenAi(): void {
  added.push(openAiRoutes);
  onTestFinished(() => void added.splice(0));
}

/** A request that is answered, but for what a test changes. */
export const body = (fields: object = {}) => ({
  model: "gpt-4o",
  messages: [{ role: "user", content: "Hi" }],
  ...fields,
});

class OpenAiServer {
  readonly running: RunningServer;

  constructor(running: RunningServer) {
    this.running = running;
  }

  /** As the SDKs do: they name no `text/event-stream`. */
  ask({ path = "/v1/chat/completions", headers, ...changes }: Changes = {}): Promise<Answer> {
    return ask(this.running.url, {
      path,
      body: changes.method === "GET" ? "" : body(),
      headers: { Accept: "application/json", ...headers },
      ...changes,
    });
  }

  /** The chunks of a streamed answer, and the data lines that are none. */
  async stream(fields: object = {}) {
    const answer = await this.ask({ body: body({ stream: true, ...fields }) });
    return { ...answer, ...framesIn(answer.text) };
  }

  async complete(fields: object = {}): Promise<Answer & { completion: Completion }> {
    const answer = await this.ask({ body: body(fields) });
    return { ...answer, completion: JSON.parse(answer.text) };
  }

  /** What refuses a request. */
  async refusal(changes: Changes): Promise<Answer & { error: ErrorObject }> {
    const answer = await this.ask(changes);
    return { ...answer, error: JSON.parse(answer.text).error };
  }
}

export function framesIn(text: string): { chunks: Chunk[]; isDone: boolean; lines: string[] } {
  const lines = text.split("\n\n").filter((line) => line !== "");
  const data = lines.map((line) => line.replace(/^data: /, ""));
  const isDone = data.at(-1) === "[DONE]";
  return { lines, isDone, chunks: data.slice(0, isDone ? -1 : undefined).map((json) => JSON.parse(json)) };
}

import { type GenerateContentParameters, type GenerateContentResponse, GoogleGenAI } from "@google/genai";
import { addressIn, chunkIn, keyIn, ModelFailure, refusalOf, unreadable } from "./model/failure.ts";
import { linesOf } from "./model/lines.ts";
import { fetchAnswer, isCut } from "./model/response.ts";

type Chunk = Partial<GenerateContentResponse>;

/** The chunks of an answer. The SDK's own stream would take one that was cut for whole. */
export async function* chunksOf(
  request: GenerateContentParameters,
  signal: AbortSignal,
): AsyncGenerator<Chunk> {
  let frame = "";
  let bare = ""; // an error, or a whole answer, comes as JSON that is in no frame
  for await (const line of linesOf(await ask(request, signal))) {
    if (line.startsWith("data:")) frame += line.slice("data:".length);
    else if (line === "" && frame.trim()) {
      yield chunkIn(frame);
      frame = "";
    } else if (line !== "" && !/^(:|event:|id:|retry:)/.test(line) && !"data:".startsWith(line)) {
      bare += line;
      if (line === "}") break; // what is within it is indented
    }
  }
  for (const rest of [frame, bare].filter((text) => text.trim())) {
    if (isCut(rest)) throw new ModelFailure("truncated");
    const chunk = chunkIn<Chunk>(rest);
    if (!chunk.candidates && !chunk.promptFeedback) throw unreadable("No answer", rest);
    yield chunk;
  }
}

/** Sends the request by the SDK, which writes it in Gemini's form, and gives the answer as it comes. */
async function ask(request: GenerateContentParameters, signal: AbortSignal): Promise<Response> {
  let response: Response | undefined;
  const baseUrl = addressIn("GOOGLE_GEMINI_BASE_URL");
  const client = new GoogleGenAI({
    apiKey: keyIn("GEMINI_API_KEY"),
    vertexai: false,
    httpOptions: {
      ...(baseUrl && { baseUrl }),
      async fetch(url, init) {
        response = await fetchAnswer(url, { ...init, signal });
        if (!response.ok) throw await refusalOf(response);
        return response;
      },
    },
  });
  const config = { ...request.config, automaticFunctionCalling: { disable: true } };
  await client.models.generateContentStream({ ...request, config });
  return response as Response;
}

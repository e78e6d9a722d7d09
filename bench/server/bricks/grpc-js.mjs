// The same work as one writes it with @grpc/grpc-js, from the same .proto files.
import { fileURLToPath, pathToFileURL } from "node:url";
import { credentials, loadPackageDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

const protos = fileURLToPath(new URL("../protos/", pathToFileURL(`${process.env.BENCH_OURS}/`)));
const { LLMService } = loadPackageDefinition(loadSync("llm.proto", { includeDirs: [protos] })).protocols.grpc
  .llm;
const client = new LLMService(process.env.BRICK_LLM, credentials.createInsecure());

export async function* handler(
  { model, messages, temperature, maxTokens, sessionId },
  { signal, requestId },
) {
  const context = messages.slice(0, -1);
  const prompt = messages.at(-1).content;
  const asked = { modelId: model, prompt, context, temperature, maxTokens, sessionId, requestId };
  const call = client.OutputStreaming(asked);
  const cancel = () => call.cancel();
  signal.addEventListener("abort", cancel);
  const start = performance.now();
  let count = 0;
  const next = () => `msg-${++count}`;
  try {
    for await (const { text, error } of call) {
      if (error && error.code !== 0 && error.code !== 200) throw new Error(error.message);
      if (text) yield { id: next(), type: "text", model, progress: "IN_PROGRESS", text };
    }
  } finally {
    signal.removeEventListener("abort", cancel);
  }
  const milliseconds = Math.round(performance.now() - start);
  const metadata = { step: "llm", milliseconds, usage: null, finishReason: "stop" };
  yield { id: next(), type: "done", model, progress: "DONE", metadata };
}

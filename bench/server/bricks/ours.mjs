// The handler of a generated project. Its mock, where BRICK_LLM asks for that, gives the bench's answers.
import { pathToFileURL } from "node:url";
import { texts } from "./answers.mjs";

const project = pathToFileURL(`${process.env.BENCH_OURS}/`);
const { llmBrick } = await import(new URL("bricks/brick.js", project));
const { mocks } = await import(new URL("bricks/mocks.js", project));
mocks.splice(
  0,
  mocks.length,
  llmBrick({ name: "bench" }, ({ prompt }) => texts(prompt)),
);

export const { handler } = await import(new URL("handler.js", project));

// An llm brick of a generated project that gives the bench's answers, in a process of its own.
import { pathToFileURL } from "node:url";
import { listening } from "../control.mjs";
import { texts } from "./answers.mjs";

const bricks = new URL("bricks/", pathToFileURL(`${process.env.BENCH_OURS}/`));
const { llmBrick } = await import(new URL("brick.js", bricks));
const { serveBricks } = await import(new URL("serve.js", bricks));

const brick = llmBrick({ name: "bench" }, ({ prompt }) => texts(prompt));
const { address } = await serveBricks([brick], { port: 0 });
listening(Number(address.split(":").at(-1)));

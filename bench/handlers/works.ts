import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import type { Wire } from "../../test/handlers/wire.ts";
import { wires } from "../../test/handlers/wires/index.ts";
import { pinnedTo } from "../cores.ts";
import { generatedProject } from "../server/generated-project.ts";
import type { Work } from "../work.ts";

const loop = fileURLToPath(new URL("loop.mjs", import.meta.url));

/** Pieces of text in an answer, answers before the measurement, and in it. */
const [EVENTS, WARM_UPS, ANSWERS] = [2000, 10, 20];
const answer = { text: Array(EVENTS).fill("Hello "), usage: { inputTokens: 1, outputTokens: EVENTS } };

/** The works of the handlers that ask a model, by the names that `--only` takes. */
export const handlerWorks: Record<string, Work> = Object.fromEntries(
  wires.map((wire) => [
    `handlers:${wire.handler}`,
    {
      title: `The handler of ${wire.handler}, without a server`,
      unit: "µs an event",
      goals: [{ peer: "handler", most: 1.3, base: "sdk" }],
      peers: ["sdk", "handler", "hello"],
      remark:
        "`sdk` is the loop of the SDK's own documentation over the same answer, and `hello` a handler that says as much by itself.",
      measure: async (peer) => ({ "processor time": await timeOf(peer, wire) }),
    },
  ]),
);

/** Asks a model that this process plays. */
async function timeOf(peer: string, wire: Wire): Promise<number> {
  const project = await generatedProject("node", wire.handler);
  const frames = wire.frames(answer);
  const provider = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "Content-Type": wire.contentType });
    for (const frame of frames) response.write(frame);
    response.end();
  }).listen(0, "127.0.0.1");
  await once(provider, "listening");
  const { port } = provider.address() as AddressInfo;

  const words = [loop, peer, wire.handler, project, EVENTS, WARM_UPS, ANSWERS].map(String);
  const [program = "", ...rest] = [...pinnedTo("server"), process.execPath, ...words];
  try {
    const env = wire.variables(`http://127.0.0.1:${port}`);
    const { stdout } = await execa(program, rest, { env, stdio: ["ignore", "pipe", "inherit"] });
    return Number(stdout);
  } finally {
    provider.closeAllConnections();
    provider.close();
  }
}

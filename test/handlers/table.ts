import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mapValues } from "../../build/layers.ts";
import { handlerOf } from "../../src/handlers/index.ts";
import { post } from "../support/first-request.ts";
import { startServer } from "../support/server-process.ts";
import { type Case, hello, replies } from "./case.ts";
import { cases } from "./cases/index.ts";
import type { Loaded, Platform, Variables } from "./platforms/platform.ts";
import { play } from "./play.ts";
import { Provider } from "./provider.ts";
import type { Wire } from "./wire.ts";

/** One column of the table for each of these handlers: all cases on this platform. */
export function table(platform: Platform, wires: readonly Wire[], { isSkipped = false } = {}): void {
  for (const wire of wires)
    describe.skipIf(isSkipped)(`${wire.handler} ${platform.name}`, { timeout: 120_000 }, () => {
      const { key } = handlerOf(wire.handler);
      const provider = new Provider();
      let folder = "";
      let loaded: Loaded | undefined;

      beforeAll(async () => {
        await provider.start();
        folder = await mkdtemp(join(tmpdir(), "create-llmbrick-sse-test-"));
        await platform.write(folder, wire.handler);
        loaded = await platform.load(folder, wire.variables(provider.url));
      });
      afterAll(async () => {
        await loaded?.stop();
        provider.stop();
        await rm(folder, { recursive: true, force: true });
      });

      for (const each of cases) {
        const plays = each.plays(wire);
        test.skipIf(plays.length === 0)(each.name, async () => {
          const variables = {
            ...wire.variables(await addressFor(each, provider)),
            ...(key && each.key && { [key]: each.key }),
          };
          await Promise.all(plays.map((own) => play(own, loaded as Loaded, provider, variables)));
        });
      }

      test.skipIf(!key)("no key: the start names its variable, and so does each answer", async () => {
        const variables = { ...wire.variables(provider.url), [`${key}`]: undefined };
        const keyless = await platform.load(folder, variables);
        expect(keyless.warnings).toContain(`${key} is not set`);
        await play(
          { replies: [], kind: "auth", says: new RegExp(`${key}`), requests: 0 },
          keyless,
          provider,
          variables,
        );
        await keyless.stop();
      });

      test("the server answers by what .env alone says, and misses nothing", async () => {
        const model = "test-model";
        const variables = { ...wire.variables(provider.url), LLMBRICK_ALLOWED_MODELS: model };
        await writeEnvFile(folder, variables);
        const env = mapValues(variables, () => undefined);
        const server = startServer(...platform.server, { cwd: folder, env });
        const [, address] = await server.nextMatch(/Listening on (http\S+)|is not set/);
        expect(address).toBeDefined();

        provider.play(model, [replies.stream(wire, wire.frames(hello))]);
        const answer = await post(`${address}`, { model });
        expect(await answer.text()).toMatch(/"text":"lo".*"progress":"DONE".*"finishReason":"stop"/s);
      });

      test("the project's own tests pass, and reach no model, whatever is set", async () => {
        const { requests } = provider.play("", [{ pieces: [], outcome: "breaks" }]);
        const variables = wire.variables(provider.url);
        await writeEnvFile(folder, variables);
        await platform.test(folder, variables);
        expect(requests).toEqual([]);
      });
    });
}

const writeEnvFile = (folder: string, variables: Variables) =>
  writeFile(
    join(folder, ".env"),
    Object.entries(variables)
      .map((pair) => `${pair.join("=")}\n`)
      .join(""),
  );

async function addressFor({ address }: Case, provider: Provider): Promise<string> {
  return address === "closed" ? closedAddress() : (address ?? provider.url);
}

/** An address at which nobody listens any more. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${Object(address).port}`;
}

import { once } from "node:events";
import { createServer } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { freePort } from "../../src/effects/free-port.ts";
import { nginx } from "../../src/effects/verify/deploy/proxies.ts";
import { through } from "../../src/effects/verify/deploy/start-proxy.ts";
import { lacks } from "../support/needed-programs.ts";
import { options } from "../support/options.ts";
import { realPrograms } from "../support/real-programs.ts";
import { filesOf } from "../support/verify-folder.ts";
import { ask, CLIENTS, restartUnderLoad, withProcesses } from "./rolling-restart.ts";

const site = filesOf(options({ features: ["docker", "compose"] })).get(nginx.file) ?? "";

/** Starts a server at a port of its own, and gives how it is stopped, which frees the port at once. */
async function listen(port: number) {
  const server = createServer((_request, response) => response.end('data: {"progress":"DONE"}\n\n'));
  await once(server.listen(port, "127.0.0.1"), "listening");
  const stop = async () => {
    server.closeAllConnections();
    if (server.listening) await once(server.close(), "close");
  };
  onTestFinished(stop);
  return stop;
}

/** Asks while each of three servers is away in its turn. */
async function askThrough(text: string): Promise<Set<string>> {
  const ports = [await freePort(), await freePort(), await freePort()] as const;
  const [upstream, ...others] = ports;
  const stops = await Promise.all(ports.map(listen));
  const whole = { text: withProcesses(text, others), gzip: false, upstream };
  return through(realPrograms(), nginx, whole, async (address) => {
    const answers = new Set<string>();
    for (const [index, stop] of stops.entries()) {
      await stop();
      for (const _ of ports) answers.add(await ask(address(false)));
      await listen(ports[index] ?? 0);
    }
    return answers;
  });
}

describe.skipIf(lacks("nginx"))("three processes behind nginx are started anew, one after the other", () => {
  test("a request that one refuses goes to the next, and none is given up for that", async () => {
    expect(await askThrough(site)).toEqual(new Set(["200 DONE whole"]));
    const usual = site.replace(" max_fails=0", "");
    expect(usual).not.toBe(site);
    expect(await askThrough(usual)).toContain("502 undefined whole");
  });

  test("under load no request is refused, and no stream is cut", async () => {
    const answers = await restartUnderLoad(nginx, { language: "js" });
    expect(answers.length).toBeGreaterThan(CLIENTS);
    expect(new Set(answers)).toEqual(new Set(["200 DONE whole"]));
  });
});

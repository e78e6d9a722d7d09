import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { startBareServer } from "../../src/effects/verify/deploy/bare-server.ts";
import { type Proven, proveConfiguration } from "../../src/effects/verify/deploy/prove.ts";
import { caddy, ENCODE, nginx, type ProxyProgram } from "../../src/effects/verify/deploy/proxies.ts";
import { through } from "../../src/effects/verify/deploy/start-proxy.ts";
import type { Options } from "../../src/options/table.ts";
import type { Way } from "../../src/phrase.ts";
import { lacks } from "../support/needed-programs.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";
import { realPrograms } from "../support/real-programs.ts";

const layers = await collectLayers();
const { files } = plan(options({ features: ["docker", "compose"] }), layers);
const configOf = ({ file }: ProxyProgram) => files.get(file) ?? "";

const both = [false, true];
const ways = both.flatMap((http2) =>
  both.flatMap((gzip) =>
    ["/chat/completions", "/api/v1/chat/completions"].map((path) => ({ http2, gzip, path })),
  ),
);

/** Streams through a proxy by this configuration. */
async function prove(proxy: ProxyProgram, way: Way, text: string = configOf(proxy)): Promise<Proven> {
  const server = await startBareServer();
  try {
    return await through(realPrograms(), proxy, { text, gzip: way.gzip, upstream: server.port }, (address) =>
      proveConfiguration({ proxy, address, way }, server),
    );
  } finally {
    server.close();
  }
}

describe.skipIf(lacks("nginx"))("through nginx", () => {
  test.each(ways)("each event and heartbeat comes at once: HTTP/2 $http2, gzip $gzip, $path", async (way) => {
    expect(await prove(nginx, way)).toEqual({ encoding: way.gzip ? "gzip" : undefined });
  });

  test.each(Object.entries(nginx.blame))(
    "a configuration that is to blame for %s is found",
    async (trouble, blame) => {
      const text = configOf(nginx).replace(`${blame.directive};`, "");
      expect(text).not.toBe(configOf(nginx));
      const way = { http2: false, gzip: true, path: "/chat/completions" };
      await expect(prove(nginx, way, text)).rejects.toMatchObject({
        fault: ["through", way, trouble, "deploy/nginx.conf", blame],
      });
    },
  );
});

describe.skipIf(lacks("caddy"))("through Caddy", () => {
  test.each(ways)("each event and heartbeat comes at once: HTTP/2 $http2, gzip $gzip, $path", async (way) => {
    expect(await prove(caddy, way)).toEqual({ encoding: undefined });
  });

  const way = { http2: true, gzip: false, path: "/chat/completions" };

  test.each([
    ["that takes what it takes by itself", "encode gzip"],
    [
      "that takes events",
      "encode {\n gzip\n minimum_length 1\n match header Content-Type text/event-stream\n }",
    ],
  ])("an encode %s holds events back, and the proof says so", async (_what, encode) => {
    const text = configOf(caddy).replace("{$DOMAIN} {", `{$DOMAIN} {\n${encode}`);
    await expect(prove(caddy, way, text)).rejects.toMatchObject({
      fault: ["through", way, "late", "deploy/Caddyfile", { directive: "encode", isNeeded: false }],
    });
  });

  test("an encode as README.md has it compresses pages, beside events that it leaves alone", async () => {
    expect(ENCODE).toContain(/`(match header .*?)`/.exec(files.get("README.md") ?? "")?.[1]);
    const server = await startBareServer();
    onTestFinished(() => server.close());
    const site = { text: configOf(caddy), gzip: true, upstream: server.port };
    const [page] = await through(realPrograms(), caddy, site, (address) =>
      Promise.all([
        fetch(address(false)),
        server.nextExchange().then(({ response }) => {
          response
            .writeHead(200, { "Content-Type": "text/html; charset=utf-8" })
            .end("<p>a page</p>".repeat(100));
        }),
      ]),
    );
    expect(page.headers.get("content-encoding")).toBe("gzip");
    expect(await prove(caddy, { ...way, gzip: true })).toEqual({ encoding: undefined });
  });
});

/** Every spelling of a path that a server of either platform takes for that of its figures. */
const SPELLINGS = ["/metrics", "/metrics?a=1", "/%6detrics", "/x/../metrics", "/./metrics"];

/** The status that a proxy gives for each path, where the server behind it answers 200 to all. */
async function statusesOf(proxy: ProxyProgram, features: Options["features"], paths: readonly string[]) {
  const { files } = plan(options({ features: ["docker", "compose", ...features] }), layers);
  const server = createServer((_request, response) => response.end());
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const upstream = (server.address() as AddressInfo).port;
  const site = { text: files.get(proxy.file) ?? "", gzip: false, upstream };
  return through(realPrograms(), proxy, site, async (address) => {
    const { hostname, port } = address(false);
    const statuses: (number | undefined)[] = [];
    for (const path of paths) {
      // Sent as it is: a URL would be without its dots.
      const [response] = await once(get({ hostname, port, path, agent: false }), "response");
      response.resume();
      statuses.push(response.statusCode);
    }
    return statuses;
  });
}

describe.each([nginx, caddy])("the figures, through $name", (proxy) => {
  test.skipIf(lacks(proxy.name))("do not go out, in no spelling; all else does", async () => {
    expect(await statusesOf(proxy, ["metrics"], SPELLINGS)).toEqual(SPELLINGS.map(() => 404));
    const others = ["/", "/healthz", "/readyz", "/metrics/x", "/api/metrics", "/api/v1/chat/completions"];
    expect(await statusesOf(proxy, ["metrics"], others)).toEqual(others.map(() => 200));
  });

  test.skipIf(lacks(proxy.name))("without the feature, the path is as any other", async () => {
    expect(await statusesOf(proxy, [], ["/metrics"])).toEqual([200]);
    expect(configOf(proxy)).not.toContain("metrics");
  });
});

test("a configuration that can't be tried out is told", async () => {
  const way = { http2: false, gzip: false, path: "/" };
  await expect(prove(nginx, way, "")).rejects.toMatchObject({ fault: ["edited", "deploy/nginx.conf"] });
});

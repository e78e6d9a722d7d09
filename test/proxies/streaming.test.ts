import { describe, expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { lacks } from "../support/needed-programs.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";
import { prove } from "./proof.ts";
import { caddy, nginx } from "./proxies.ts";

const layers = await collectLayers();
const { files } = plan(options({ features: ["docker", "compose"] }), layers);
const configOf = (path: string) => files.get(path) ?? "";
const site = configOf("deploy/nginx.conf");

const both = [false, true];
const ways = both.flatMap((http2) =>
  both.flatMap((gzip) =>
    ["/chat/completions", "/api/v1/chat/completions"].map((path) => ({ http2, gzip, path })),
  ),
);

describe.skipIf(lacks("nginx") || lacks("openssl"))("through nginx", () => {
  test.each(ways)("each event and heartbeat comes at once: HTTP/2 $http2, gzip $gzip, $path", async (way) => {
    const { encoding } = await prove(nginx, { ...way, config: site });
    expect(encoding).toBe(way.gzip ? "gzip" : undefined);
  });

  test.each([
    "proxy_buffering off",
    "proxy_http_version 1.1",
    "proxy_set_header Host $http_host",
    "proxy_request_buffering off",
    "client_max_body_size 0",
  ])("without %s, the proof fails and says so", async (directive) => {
    const config = site.replace(`${directive};`, "");
    expect(config).not.toBe(site);
    const [name = ""] = directive.split(" $");
    const proof = prove(nginx, { config, http2: false, gzip: true, path: "/chat/completions" });
    await expect(proof).rejects.toThrow(name);
  });
});

describe.skipIf(lacks("caddy") || lacks("openssl"))("through Caddy", () => {
  const config = configOf("deploy/Caddyfile");

  test.each(ways)("each event and heartbeat comes at once: HTTP/2 $http2, gzip $gzip, $path", async (way) => {
    expect(await prove(caddy, { ...way, config })).toEqual({ encoding: undefined });
  });

  test("an encode that takes events as well holds them back, and the proof says so", async () => {
    const encode = "encode {\n gzip\n minimum_length 1\n match header Content-Type text/event-stream\n }";
    const faulty = config.replace("{$DOMAIN} {", `{$DOMAIN} {\n${encode}`);
    const proof = prove(caddy, { config: faulty, http2: true, gzip: false, path: "/chat/completions" });
    await expect(proof).rejects.toThrow("See encode");
  });
});

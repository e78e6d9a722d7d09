import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { durations } from "../../build/settings/durations.ts";
import { settings } from "../../build/settings/table.ts";
import { type Options, optionTable } from "../../src/options/table.ts";
import { resolveConfig } from "../../templates/core/src/llmbrick/config/config.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";

const layers = await collectLayers();
const project = (changes: Partial<Options> = {}) =>
  plan(options({ features: ["systemd", "docker", "compose"], ...changes }), layers).files;

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly stop_grace_period: string;
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const servicesOf = (files: ReadonlyMap<string, string>) =>
  (load(files.get("compose.yaml") ?? "") as { services: Record<string, Service> }).services;

/** All seconds that the files of a project say, by what they are of. */
function secondsIn(files: ReadonlyMap<string, string>) {
  const services = servicesOf(files);
  const number = (path: string, pattern: RegExp) => Number(pattern.exec(files.get(path) ?? "")?.[1]);
  return {
    stream: Number(services.server?.environment?.LLMBRICK_MAX_STREAM_DURATION),
    grace: resolveConfig({}, {}).config.shutdownGrace,
    proxy: number("deploy/nginx.conf", /proxy_read_timeout (\d+)s;/),
    stops: [
      ...Object.values(services).map((service) => Number.parseInt(service.stop_grace_period, 10)),
      number("deploy/server.service", /^TimeoutStopSec=(\d+)$/m),
      number("README.md", /docker run .*--stop-timeout (\d+)/),
    ],
  };
}

/** What is shorter than it has to be. */
function outOfOrder({ stream, grace, proxy, stops }: ReturnType<typeof secondsIn>): string[] {
  const pairs = [["a proxy, than a stream", proxy, stream] as const].concat(
    stops.map((stop) => ["a supervisor, than the grace of streams", stop, grace] as never),
  );
  return pairs.filter(([, longer, shorter]) => !(longer > shorter)).map(([what]) => what);
}

describe.each(optionTable.framework.choices)("%s", (framework) => {
  const files = project({ framework, port: 8123 });
  const services = servicesOf(files);

  test("the proxies start once the server is healthy, and nothing else can be reached", () => {
    for (const name of ["nginx", "caddy"]) {
      expect(services[name]).toMatchObject({
        depends_on: { server: { condition: "service_healthy" } },
        profiles: [name],
      });
    }
    expect(services.server).not.toHaveProperty("ports");
    expect(services.server).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
    expect(files.get("Dockerfile")).toContain("HEALTHCHECK ");
  });

  test("the proxies' files are there, and know the server's port", () => {
    const mounted = Object.values(services)
      .flatMap(({ volumes = [] }) => volumes)
      .flatMap((volume) => /^\.\/([^:]+):/.exec(volume)?.[1] ?? []);
    expect(mounted).toEqual(["deploy/nginx.conf", "deploy/Caddyfile"]);
    for (const path of mounted) expect(files.get(path)).toContain("server:8123");
    expect(services.server?.environment).toMatchObject({ LLMBRICK_HOST: "0.0.0.0", LLMBRICK_PORT: "8123" });
  });

  test("whoever waits for another waits longer", () => {
    const seconds = secondsIn(files);
    expect(outOfOrder(seconds)).toEqual([]);
    expect(seconds.stops).toHaveLength(5);
    expect(seconds.stream).toBe(durations(settings)["stream-seconds"]);
    expect(outOfOrder({ ...seconds, proxy: seconds.stream })).toHaveLength(1);
    for (const index of seconds.stops.keys())
      expect(outOfOrder({ ...seconds, stops: seconds.stops.with(index, seconds.grace) })).toHaveLength(1);
    expect(outOfOrder({ ...seconds, proxy: Number.NaN })).toHaveLength(1);
  });

  test.each(["compose.yaml", "deploy/nginx.conf", "deploy/Caddyfile"])(
    "%s says the same in both languages, but for comments",
    (path) => {
      const rules = (lang: Options["lang"]) =>
        project({ framework, lang, port: 8123 })
          .get(path)
          ?.replace(/^\s*#.*$/gm, "#");
      expect(rules("zh-TW")).toBe(rules("en"));
    },
  );
});

test("without it, a project has no trace of it", () => {
  const { files } = plan(options({ features: ["docker"] }), layers);
  expect(
    [...files].filter(([path, text]) => /compose|nginx|Caddy/i.test(path) || /Caddy/.test(text)),
  ).toEqual([]);
});

import { load, loadAll } from "js-yaml";
import { describe, expect, test } from "vitest";
import { collectLayers } from "../../../build/layers.ts";
import { existsFor, misfitsOf } from "../../../src/features/rules.ts";
import { type Options, optionTable } from "../../../src/options/table.ts";
import { type KubernetesObject, notRestricted, objectsOf } from "../../support/kubernetes.ts";
import { options } from "../../support/options.ts";
import { plan } from "../../support/plan.ts";

const layers = await collectLayers();
const project = (changes: Partial<Options>) => plan(options(changes), layers).files;
const frameworks = optionTable.framework.choices.filter((framework) => existsFor("resume", framework));

test("it is for all frameworks of Node, and Python's projects refuse it with the reason", () => {
  expect(frameworks).toEqual(["node", "express", "fastify", "hono", "koa", "nest"]);
  expect(misfitsOf(["resume"], "llmbrick")).toMatchObject([{ kind: "notThere", feature: "resume" }]);
});

describe.each(frameworks)("a project of %s", (framework) => {
  test.each(optionTable.language.choices)(
    "in %s has its folder, its client, its package and its words",
    (language) => {
      const files = project({ framework, language, features: ["resume"] });
      expect(files.get(`src/llmbrick/routes/added.${language}`)).toContain("[resumeRoutes]");
      expect(files.get("public/page/reconnecting.js")).toContain("class Reconnecting");
      expect(JSON.parse(files.get("package.json") ?? "").dependencies).toHaveProperty("redis");
      expect(files.get(".env.example")).toContain("# REDIS_DOWN=refuse");
      expect(files.get("README.md")).toContain("RESUME_WINDOW");
      expect(JSON.parse(files.get("public/openapi.json") ?? "").paths).toHaveProperty([
        `${"$"}{endpoint}/{id}`,
        "delete",
      ]);
      // That a client's leaving ends the handler is not so here.
      expect(files.has(`test/leaving.test.${language}`)).toBe(false);
      expect(files.has(`test/resume.test.${language}`)).toBe(true);
    },
  );

  test("without it has no trace of it", () => {
    const files = project({ framework, features: ["docker", "compose", "kubernetes", "openai-api"] });
    const traces = [...files].filter(([path, text]) =>
      /[Rr]edis|RESUME_|resume\/|Reconnecting|Answer-Id/.test(path + text),
    );
    expect(traces.map(([path]) => path)).toEqual([]);
    expect(files.has("test/leaving.test.ts")).toBe(true);
  });
});

test.each(["en", "zh-TW"] as const)("with Compose, Redis comes along, and is waited for: %s", (lang) => {
  const files = project({ features: ["docker", "compose", "resume"], lang });
  const { networks, services, volumes } = load(files.get("compose.override.yaml") ?? "") as Record<
    string,
    Record<string, object>
  >;
  expect(services?.server).toEqual({
    depends_on: { redis: { condition: "service_healthy" } },
    environment: { REDIS_URL: "redis://redis:6379" },
    networks: ["default", "redis"],
  });
  // Whatever else is among the services is in the default network alone.
  expect(services?.redis).toMatchObject({ networks: ["redis"] });
  expect(networks).toEqual({ redis: { internal: true } });
  expect(services?.redis).toMatchObject({ healthcheck: expect.anything(), volumes: ["redis:/data"] });
  expect(services?.redis).not.toHaveProperty("ports");
  expect(volumes).toHaveProperty("redis");
});

test.each(["en", "zh-TW"] as const)(
  "with Kubernetes, too, by the name that the server is told: %s",
  (lang) => {
    const files = project({ name: "x".repeat(100), features: ["docker", "kubernetes", "resume"], lang });
    const base = "deploy/kubernetes/base";
    const { resources, configMapGenerator } = load(files.get(`${base}/kustomization.yaml`) ?? "") as {
      resources: string[];
      configMapGenerator: { literals: string[] }[];
    };
    expect(resources).toContain("redis.yaml");
    const [service, policy, set] = loadAll(files.get(`${base}/redis.yaml`) ?? "") as KubernetesObject[];
    expect(configMapGenerator[0]?.literals).toContain(`REDIS_URL=redis://${service?.metadata.name}:6379`);
    expect(service?.metadata.name).toMatch(/^[a-z\d][-a-z\d]{0,61}[a-z\d]$/);
    const { labels } = set.spec.template.metadata;
    expect(service.spec.selector).toEqual(labels);

    // The server's Pods alone reach it, and none without the password.
    const server = objectsOf(files).get("base/deployment.yaml").spec.template;
    expect(policy.spec).toEqual({
      podSelector: { matchLabels: labels },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: server.metadata.labels } }],
          ports: [{ port: service.spec.ports[0].targetPort }],
        },
      ],
    });
    const [redis] = set.spec.template.spec.containers;
    const [{ secretRef }] = server.spec.containers[0].envFrom;
    const secretKeyRef = { name: secretRef.name, key: "REDIS_PASSWORD" };
    expect(redis.env).toEqual([{ name: "REDISCLI_AUTH", valueFrom: { secretKeyRef } }]);
    expect(redis.args.slice(-2)).toEqual(["--requirepass", "$(REDISCLI_AUTH)"]);
    expect(files.get("README.md")).toMatch(/`LLMBRICK_API_KEYS`.*`REDIS_PASSWORD`/);
    expect(notRestricted(set.spec.template)).toEqual([]);
  },
);

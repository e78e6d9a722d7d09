import { dump } from "js-yaml";
import { describe, expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { durations } from "../../build/settings/durations.ts";
import { settings } from "../../build/settings/table.ts";
import { type Options, optionTable } from "../../src/options/table.ts";
import { labelName } from "../../src/plan/system-names.ts";
import {
  faultsOf,
  type KubernetesObject,
  kustomizationOf,
  notRestricted,
  objectsOf,
  settingsOf,
} from "../support/kubernetes.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";

const layers = await collectLayers();
const project = (changes: Partial<Options> = {}) =>
  plan(options({ features: ["docker", "kubernetes"], ...changes }), layers).files;

const withMetrics = ["docker", "kubernetes", "metrics"] as const;
const deploymentOf = (files: ReadonlyMap<string, string>) => objectsOf(files).get("base/deployment.yaml");
const podOf = (files: ReadonlyMap<string, string>): KubernetesObject => deploymentOf(files).spec.template;
const containerOf = (files: ReadonlyMap<string, string>) => podOf(files).spec.containers[0];

/** A copy of an object with another value at a path. */
function changed(object: KubernetesObject, path: readonly (string | number)[], value: unknown) {
  const copy = structuredClone(object);
  const parent = path.slice(0, -1).reduce((at, key) => at[key], copy);
  parent[path.at(-1) ?? ""] = value;
  return copy;
}

describe.each(optionTable.framework.choices)("%s", (framework) => {
  const files = project({ framework, port: 8123 });
  const objects = objectsOf(files);

  test("who selects or leads to something finds it, with an autoscaler too", () => {
    expect(faultsOf(objects)).toEqual([]);
    const scaled = objectsOf(project({ framework, features: withMetrics }));
    expect(faultsOf(scaled)).toEqual([]);
    expect(scaled.size).toBe(objects.size + 1);
  });

  test("kustomize is told of every file, of one of the two routes", () => {
    for (const features of [["docker", "kubernetes"], withMetrics] as const) {
      const own = project({ framework, features });
      const { resources } = kustomizationOf(own, "base");
      const { resources: more } = kustomizationOf(own, "overlays/production");
      const [base, ...rest] = more;
      expect(base).toBe("../../base");
      expect(rest).toEqual(["route.yaml"]);
      expect(own.get("deploy/kubernetes/overlays/production/kustomization.yaml")).toContain(
        "# - ingress.yaml",
      );
      const told = [...resources.map((name: string) => `base/${name}`), "overlays/production/route.yaml"];
      expect([...told, "overlays/production/ingress.yaml"].sort()).toEqual([...objectsOf(own).keys()].sort());
    }
  });

  test("its Pods fit the restricted profile, and write nothing", () => {
    expect(notRestricted(podOf(files))).toEqual([]);
    expect(containerOf(files).securityContext.readOnlyRootFilesystem).toBe(true);
    expect(podOf(files).spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
    });
  });

  test("runs the image that the Dockerfile makes, in production, on every address", () => {
    const image = containerOf(files).image;
    expect(files.get("README.md")).toContain(`docker build -t registry.example.com/${image}:1 .`);
    expect(kustomizationOf(files, "overlays/production").images).toEqual([
      { name: image, newName: `registry.example.com/${image}`, newTag: "1" },
    ]);
    expect(settingsOf(files)).toMatchObject({
      LLMBRICK_HOST: "0.0.0.0",
      LLMBRICK_PORT: "8123",
      ...(framework === "llmbrick" ? { LLMBRICK_DEBUG_MODE: "false" } : { NODE_ENV: "production" }),
    });
    expect(containerOf(files).ports).toEqual([{ name: "http", containerPort: 8123 }]);
  });

  test("the Pod is told not to be ready by one probe, and to be restarted by another that waits far longer", () => {
    const { readinessProbe: ready, livenessProbe: live, startupProbe: start } = containerOf(files);
    expect(ready.httpGet).toEqual({ path: "/readyz", port: "http" });
    for (const { httpGet } of [live, start]) expect(httpGet).toEqual({ path: "/healthz", port: "http" });
    const seconds = ({ periodSeconds, failureThreshold }: KubernetesObject) =>
      periodSeconds * failureThreshold;
    expect(seconds(live)).toBeGreaterThanOrEqual(10 * seconds(ready));
    expect(live.timeoutSeconds).toBeGreaterThanOrEqual(10);
  });

  test("says the same in both languages, but for comments", () => {
    const rules = (lang: Options["lang"]) =>
      [...project({ framework, lang, features: withMetrics })]
        .filter(([path]) => path.startsWith("deploy/kubernetes"))
        .map(([path, text]) => [path, text.replace(/^ *#.*$/gm, "#")]);
    expect(rules("zh-TW")).toEqual(rules("en"));
    expect(rules("en").flat().join()).toContain("#");
  });
});

describe("the times", () => {
  const timesOf = (files: ReadonlyMap<string, string>) => {
    const objects = objectsOf(files);
    const { LLMBRICK_MAX_STREAM_DURATION, LLMBRICK_SHUTDOWN_GRACE } = settingsOf(files);
    const ingress = objects.get("overlays/production/ingress.yaml").metadata.annotations;
    return {
      stream: Number(LLMBRICK_MAX_STREAM_DURATION),
      grace: Number(LLMBRICK_SHUTDOWN_GRACE),
      unroute: containerOf(files).lifecycle.preStop.sleep.seconds,
      pod: podOf(files).spec.terminationGracePeriodSeconds,
      route: Number.parseInt(
        objects.get("overlays/production/route.yaml").spec.rules[0].timeouts.request,
        10,
      ),
      ingress: Number(ingress["nginx.ingress.kubernetes.io/proxy-read-timeout"]),
    };
  };
  const isInOrder = (times: ReturnType<typeof timesOf>) =>
    times.route > times.stream &&
    times.ingress > times.stream &&
    times.unroute > 0 &&
    times.grace >= times.stream &&
    times.pod > times.unroute + times.grace;

  test.each(["node", "llmbrick"] as const)("whoever waits for another waits longer: %s", (framework) => {
    const times = timesOf(project({ framework }));
    expect(isInOrder(times)).toBe(true);
    const seconds = durations(settings);
    expect(times).toMatchObject({ stream: seconds["stream-seconds"], route: seconds["proxy-seconds"] });
    for (const name of ["route", "ingress", "pod", "unroute", "grace"] as const)
      expect(isInOrder({ ...times, [name]: name === "unroute" ? 0 : times.stream - 1 })).toBe(false);
  });

  test.each([0, 10, 30, 600, 900, 86_400])("they follow a shutdownGrace of %i s", (fallback) => {
    const table = settings.map((setting) =>
      setting.name === "shutdownGrace" ? { ...setting, fallback } : setting,
    );
    const seconds = durations(table) as Record<string, number>;
    const of = (name: string) => seconds[`${name}-seconds`] ?? Number.NaN;
    expect(of("drain")).toBeGreaterThanOrEqual(Math.max(fallback, of("stream")));
    expect(of("pod")).toBeGreaterThan(of("unroute") + of("drain"));
    expect(of("stop")).toBeGreaterThan(fallback);
    expect(of("proxy")).toBeGreaterThan(of("stream"));
  });
});

test.each([
  ["@me/odd.name_x~y", "me-odd-name-x-y"],
  ["0.9-chat", "chat"],
  ["42", "llmbrick-sse-server"],
  ["null", "null"],
  ["llmbrick", "llmbrick"],
  [`${"a".repeat(62)}.${"b".repeat(62)}`, "a".repeat(62)],
])("the package %s has objects named %s", (name, label) => {
  const files = project({ name });
  expect(labelName(name)).toBe(label);
  expect(faultsOf(objectsOf(files))).toEqual([]);
  for (const object of objectsOf(files).values()) expect(object.metadata.name).toBe(label);
  expect(files.get("README.md")).toContain(`kubectl rollout status deployment/${label}\n`);
});

test.each([
  ["", "/"],
  ["/api/v1.0", "/api/v1.0"],
  ["/a%2Fb", "/"],
  ["/it's:(odd)", "/it's:(odd)"],
])("below the prefix %s, the routes lead on from %s", (prefix, path) => {
  const objects = objectsOf(project({ prefix }));
  const [rule] = objects.get("overlays/production/route.yaml").spec.rules;
  expect(rule.matches).toEqual([{ path: { type: "PathPrefix", value: path } }]);
  const [ingress] = objects.get("overlays/production/ingress.yaml").spec.rules[0].http.paths;
  expect(ingress).toMatchObject({ path, pathType: "Prefix" });
});

test("from outside, a route with metrics leads /metrics nowhere, and one without it has no trace of it", () => {
  const rulesOf = (features: Options["features"]) => {
    const objects = objectsOf(project({ features }));
    const [, ...more] = objects.get("overlays/production/route.yaml").spec.rules;
    const [, ...paths] = objects.get("overlays/production/ingress.yaml").spec.rules[0].http.paths;
    return { more, paths, services: objects.get("base/service.yaml").metadata.name };
  };
  const { more, paths, services } = rulesOf(withMetrics);
  expect(more).toEqual([{ matches: [{ path: { type: "Exact", value: "/metrics" } }] }]);
  expect(paths).toMatchObject([{ path: "/metrics", pathType: "Exact" }]);
  expect(paths[0].backend.service.name).not.toBe(services);
  expect(rulesOf(["docker", "kubernetes"])).toMatchObject({ more: [], paths: [] });
});

test("a port below 1024 may be listened on where it was chosen, and nowhere else", () => {
  const sysctls = [{ name: "net.ipv4.ip_unprivileged_port_start", value: "443" }];
  expect(podOf(project({ port: 443 })).spec.securityContext.sysctls).toEqual(sysctls);
  expect(podOf(project({ port: 1024 })).spec.securityContext).not.toHaveProperty("sysctls");
  expect(notRestricted(podOf(project({ port: 443 })))).toEqual([]);
});

test.each([
  [100, "70"],
  [7, "4"],
  [1, "1"],
])(
  "of %i streams that a replica takes, %s are enough for another replica",
  (maxConcurrentConnections, value) => {
    const files = project({ features: withMetrics, maxConcurrentConnections });
    const { metrics, minReplicas } = objectsOf(files).get("base/autoscaler.yaml").spec;
    expect(metrics).toEqual([
      {
        type: "Pods",
        pods: {
          metric: { name: "llmbrick_sse_open_streams" },
          target: { type: "AverageValue", averageValue: value },
        },
      },
    ]);
    expect(minReplicas).toBe(2);
    expect(files.get("README.md")).toContain(`more than ${value} open streams`);
  },
);

test.each(optionTable.lang.choices)("secrets come from what is in no repository and no image: %s", (lang) => {
  const files = project({ handler: "openai", lang });
  const [secret, config] = containerOf(files).envFrom;
  expect(secret).toEqual({ secretRef: { name: "my-server" } });
  // Of two that set the same, the last wins.
  expect(config).toEqual({ configMapRef: { name: "my-server" } });
  expect([...objectsOf(files).values()].map(({ kind }) => kind)).not.toContain("Secret");
  expect(files.get(".gitignore")?.split("\n")).toContain(".env.*");
  expect(files.get(".dockerignore")?.split("\n")).toContain(".env.*");
  const readme = files.get("README.md");
  expect(readme).toContain("kubectl create secret generic my-server --from-env-file=.env.production");
  expect(readme).toContain("`LLMBRICK_API_KEYS`, `OPENAI_API_KEY`");
});

test("faults are found, each by its name", () => {
  const objects = objectsOf(project({ features: withMetrics }));
  const faultAt = (file: string, path: readonly (string | number)[], value: unknown) =>
    faultsOf(new Map(objects).set(file, changed(objects.get(file), path, value)));
  const other = { app: "another" };
  expect(faultAt("base/disruption-budget.yaml", ["spec", "selector", "matchLabels"], other)).toEqual([
    "PodDisruptionBudget selects Pods",
  ]);
  expect(faultAt("base/service.yaml", ["spec", "selector"], {})).toEqual(["Service selects Pods"]);
  expect(faultAt("base/deployment.yaml", ["spec", "replicas"], 2)).toEqual(["one rules over the number"]);
  expect(faultAt("base/autoscaler.yaml", ["spec", "scaleTargetRef", "name"], "x")).toHaveLength(1);
  expect(
    faultAt("overlays/production/route.yaml", ["spec", "rules", 0, "backendRefs", 0, "port"], 81),
  ).toEqual(["a route leads to the Service"]);

  const pod = podOf(project());
  const context = ["spec", "containers", 0, "securityContext"];
  expect(notRestricted(changed(pod, [...context, "capabilities", "drop"], []))).toEqual(["capabilities"]);
  expect(notRestricted(changed(pod, ["spec", "securityContext", "runAsNonRoot"], false))).toEqual(["root"]);
  expect(notRestricted(changed(pod, [...context, "allowPrivilegeEscalation"], true))).toEqual(["escalation"]);
  expect(notRestricted(changed(pod, ["spec", "volumes"], [{ name: "x", hostPath: {} }]))).toEqual([
    "volumes",
  ]);
});

test("without it, a project has no trace of it", () => {
  for (const framework of optionTable.framework.choices) {
    const { files } = plan(options({ framework, features: ["docker"] }), layers);
    expect(dump([...files.keys()])).not.toContain("kubernetes");
    expect(files.get("README.md")).not.toMatch(/kubectl|Kubernetes/);
  }
});

import { HTTPRoute } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1";
import { execa } from "execa";
import { loadAll } from "js-yaml";
import { describe, expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { type Options, optionTable } from "../../src/options/table.ts";
import { type KubernetesObject, objectsOf } from "../support/kubernetes.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";
import { python } from "../support/python-environment.ts";

const layers = await collectLayers();
const features = ["docker", "kubernetes", "metrics"] as const;
const projects = [
  ...optionTable.framework.choices.map((framework) => ({ framework, features })),
  { name: "@me/no", port: 443, prefix: "/api", features: ["docker", "kubernetes"] },
] as const satisfies readonly Partial<Options>[];

/** Of objects, one JSON a line, tells what the schemas of two versions of Kubernetes have against each. */
const VALIDATE = `
import json, sys
from kubernetes_validate import ValidationError, latest_version, validate
for line in sys.stdin:
    faults = []
    for version in ("1.30", latest_version()):
        try:
            validate(json.loads(line), version, strict=True)
        except ValidationError as fault:
            faults.append(fault.message)
    print(json.dumps(faults))
`;

/** What is against each of some objects, by Kubernetes' own schemas, which allow no field that they do not know. */
async function faultsIn(objects: readonly KubernetesObject[]): Promise<string[][]> {
  if (!python) throw new Error("no Python with the packages: see scripts/ensure-python.ts");
  const input = objects.map((object) => `${JSON.stringify(object)}\n`).join("");
  const { stdout } = await execa(python, ["-c", VALIDATE], { input });
  return stdout.split("\n").map((line) => JSON.parse(line));
}

const isOfKubernetes = ({ apiVersion }: KubernetesObject) => !apiVersion.startsWith("gateway.");

describe("the objects", () => {
  const all = projects.flatMap((changes) => [...objectsOf(plan(options(changes), layers).files).values()]);
  const [deployment] = all;
  const withResume = options({ features: ["docker", "kubernetes", "resume"] });
  const redis = loadAll(plan(withResume, layers).files.get("deploy/kubernetes/base/redis.yaml") ?? "");

  test.skipIf(!python && !process.env.CI)(
    "are as Kubernetes' schemas say, and a wrong one is not",
    async () => {
      const own = [...all.filter(isOfKubernetes), ...(redis as KubernetesObject[])];
      const kinds = [
        ...["Deployment", "HorizontalPodAutoscaler", "Ingress", "NetworkPolicy", "PodDisruptionBudget"],
        ...["Service", "StatefulSet"],
      ];
      expect([...new Set(own.map(({ kind }) => kind))].sort()).toEqual(kinds);
      const misspelled = { ...deployment, spec: { ...deployment.spec, replica: 2 } };
      const faults = await faultsIn([...own, misspelled]);
      expect(faults.slice(0, -1).flat()).toEqual([]);
      expect(faults.at(-1)?.join()).toContain("replica");
    },
  );

  test("routes are as the Gateway API's schema says, and a wrong one is not", () => {
    const routes = all.filter((object) => !isOfKubernetes(object));
    expect(routes).toHaveLength(projects.length);
    for (const route of routes) {
      expect(() => new HTTPRoute(route).validate()).not.toThrow();
      const timeouts = { request: "soon" };
      const spec = { ...route.spec, rules: [{ ...route.spec.rules[0], timeouts }] };
      expect(() => new HTTPRoute({ ...route, spec }).validate()).toThrow("timeouts");
    }
  });
});

import { join } from "node:path";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { optionTable } from "../../src/options/table.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";
import { testFolder } from "../support/test-folder.ts";

const layers = await collectLayers();
const features = ["docker", "kubernetes", "metrics"] as const;

test("with resume, it makes a Redis, too, and tells the server where it is", async () => {
  const folder = await testFolder();
  const { files } = plan(options({ features: ["docker", "kubernetes", "resume"] }), layers);
  for (const [path, text] of files) await outputFile(join(folder, path), text);
  const { stdout } = await execa("kubectl", ["kustomize", join(folder, "deploy/kubernetes/base")]);
  expect(stdout.match(/(?<=^kind: ).*$/gm)).toContain("StatefulSet");
  expect(stdout).toContain("kind: NetworkPolicy\n");
  const [, host] = /REDIS_URL: redis:\/\/(.+):6379$/m.exec(stdout) ?? [];
  expect(stdout).toContain(`kind: Service\nmetadata:\n  name: ${host}\n`);
});

test.each(optionTable.framework.choices)(
  "kubectl makes of the overlay what a cluster gets: %s",
  async (framework) => {
    const folder = await testFolder();
    const { files } = plan(options({ framework, features }), layers);
    for (const [path, text] of files) await outputFile(join(folder, path), text);
    const { stdout } = await execa("kubectl", [
      "kustomize",
      join(folder, "deploy/kubernetes/overlays/production"),
    ]);
    const kinds = [
      "ConfigMap",
      "Deployment",
      "HTTPRoute",
      "HorizontalPodAutoscaler",
      "PodDisruptionBudget",
      "Service",
    ];
    expect(stdout.match(/(?<=^kind: ).*$/gm)?.sort()).toEqual(kinds.sort());
    expect(stdout).toContain("image: registry.example.com/my-server:1");
    const [, config] = /^kind: ConfigMap\nmetadata:\n {2}name: (my-server-\w+)$/m.exec(stdout) ?? [];
    expect(stdout).toContain(`configMapRef:\n            name: ${config}\n`);
  },
);

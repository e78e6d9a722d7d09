import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { lacks } from "../support/needed-programs.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";
import { testFolder } from "../support/test-folder.ts";

const layers = await collectLayers();

test.skipIf(lacks("systemd-analyze")).each(["node", "llmbrick"] as const)(
  "systemd takes the unit of a %s project, and would not take a faulty one",
  async (framework) => {
    const folder = await testFolder();
    const file = join(folder, "my-server.service");
    const verify = async (unit: string) => {
      await writeFile(file, unit);
      const { exitCode, all } = await execa("systemd-analyze", ["verify", "--man=no", file], {
        all: true,
        reject: false,
      });
      return { exitCode, all };
    };
    const { files } = plan(options({ framework, features: ["systemd"], port: 443 }), layers);
    const unit = (files.get("deploy/server.service") ?? "")
      .replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`)
      .replace(/^WorkingDirectory=.*$/m, `WorkingDirectory=${folder}`);
    expect(await verify(unit)).toEqual({ exitCode: 0, all: "" });
    const { all } = await verify(unit.replace("ProtectHome=yes", "ProtectHome=perhaps"));
    expect(all).toContain("perhaps");
    const missing = await verify(unit.replace(process.execPath, "/nowhere/node"));
    expect(missing.exitCode).not.toBe(0);
  },
);

import { join } from "node:path";
import { execa } from "execa";
import { outputFile, outputJson } from "fs-extra/esm";
import { expect, test } from "vitest";
import { run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";

const NEST = ["core", "common", "platform-express"].map((name) => `@nestjs/${name}@10`);

test.each([
  ["Express 4", ["express@4"]],
  ["Koa 2", ["koa@2"]],
  ["NestJS 10", [...NEST, "reflect-metadata@0.2", "rxjs@7"]],
  ["Hono 4 on the first adapter for Node", ["hono@4", "@hono/node-server@1"]],
])(
  "the endpoint's tests pass in an application of %s, as it is installed",
  async (_name, packages) => {
    const cwd = await testFolder();
    await outputJson(join(cwd, "package.json"), { name: "own" });
    await outputFile(join(cwd, "src/app.js"), "");
    await execa({ cwd })`npm install --no-audit --no-fund ${packages}`;
    expect(await run(["add", "--no-install"], { cwd })).toMatchObject({ exitCode: 0 });
    const { all } = await execa({ cwd, all: true, reject: false })`npm run test:chat`;
    expect(all).toMatch(/pass [1-9]\d*\n[\s\S]*fail 0\n/);
  },
  200_000,
);

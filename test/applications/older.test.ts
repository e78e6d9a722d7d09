import { join } from "node:path";
import { execa } from "execa";
import { outputFile, outputJson } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { outcomeIn } from "../support/outcome-document.ts";
import { run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";

const nest = (release: number) => [
  ...["core", "common", "platform-express"].map((name) => `@nestjs/${name}@${release}`),
  `reflect-metadata@${release < 10 ? "0.1" : "0.2"}`,
  "rxjs@7",
];

test.each([
  ["Express 4", ["express@4"]],
  ["Koa 2", ["koa@2"]],
  ["NestJS 8", nest(8)],
  ["NestJS 9", nest(9)],
  ["NestJS 10", nest(10)],
  ["NestJS 12", nest(12)],
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

/** What Nest's own starter sets, up to its release 10. */
const starter = {
  module: "commonjs",
  declaration: true,
  removeComments: true,
  emitDecoratorMetadata: true,
  experimentalDecorators: true,
  allowSyntheticDefaultImports: true,
  outDir: "./dist",
  baseUrl: "./",
  incremental: true,
  skipLibCheck: true,
  strictNullChecks: false,
  noImplicitAny: false,
  strictBindCallApply: false,
  forceConsistentCasingInFileNames: false,
  noFallthroughCasesInSwitch: false,
};

const main = `import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module";

async function bootstrap() {
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0, "127.0.0.1");
  const { port } = app.getHttpServer().address();
  const response = await fetch(\`http://127.0.0.1:\${port}/ai/healthz\`);
  console.log(response.status);
  await app.close();
}
bootstrap();
`;

const appModule = ([first = "", second = ""]: readonly string[]) => `import { Module } from "@nestjs/common";
${first}

@Module({ ${second} })
export class AppModule {}
`;

describe("an application that Nest's starter has made", () => {
  test.each([
    [8, "4.9", "es2017"],
    [10, "5.1", "ES2021"],
  ])(
    "of release %i, for TypeScript %s to %s, compiles with the endpoint, and has it",
    async (release, typescript, target) => {
      const cwd = await testFolder();
      await outputJson(join(cwd, "package.json"), { name: "own" });
      await outputJson(join(cwd, "tsconfig.json"), { compilerOptions: { ...starter, target } });
      await outputFile(join(cwd, "src/main.ts"), main);
      await outputFile(join(cwd, "src/app.module.ts"), appModule([]));
      const packages = [...nest(release), `typescript@${typescript}`, "@types/express@4", "@types/node@20"];
      await execa({ cwd })`npm install --no-audit --no-fund ${packages}`;
      const { stdout } = await run(["add", "--json", "--no-install"], { cwd });
      await outputFile(join(cwd, "src/app.module.ts"), appModule(outcomeIn(stdout).lines));
      expect((await execa({ cwd, all: true, reject: false })`npx tsc`).all).toBe("");
      expect((await execa({ cwd })`${process.execPath} dist/main.js`).stdout).toMatch(/^200$/m);
    },
    200_000,
  );
});

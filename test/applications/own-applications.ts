import type { Framework } from "../../src/options/table.ts";

/** How an application is written and built. */
export interface Edition {
  /** The folder of its main file. */
  readonly folder: "" | "src";
  readonly extension: "js" | "ts" | "mts";
  /** Of what is run: built, or as it is. */
  readonly runs: string;
  readonly packageJson: Readonly<Record<string, unknown>>;
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
  /** The release of Node that runs it as it is; else that of the tests does, by tsx. */
  readonly node?: string;
  /** Whether it is written as ES modules, though its package does not say so. */
  readonly isModule?: boolean;
}

const strict = { strict: true, skipLibCheck: true, types: ["node"], experimentalDecorators: true };
const built = { ...strict, rootDir: "src", outDir: "dist" };

/** The ways in which applications are written, by the form that an endpoint has in them. */
export const editions: Readonly<Record<string, Edition>> = {
  "ES modules": { folder: "", extension: "js", runs: "app.js", packageJson: { type: "module" } },
  CommonJS: { folder: "src", extension: "js", runs: "src/app.js", packageJson: {} },
  "TypeScript as tsx runs it": {
    folder: "src",
    extension: "ts",
    runs: "src/app.ts",
    packageJson: { type: "module", devDependencies: { tsx: "^4.0.0" } },
    compilerOptions: {
      ...strict,
      module: "preserve",
      target: "es2023",
      allowImportingTsExtensions: true,
      noEmit: true,
    },
  },
  "TypeScript as tsx runs it, of which a bundler makes CommonJS": {
    folder: "src",
    extension: "ts",
    runs: "src/app.ts",
    packageJson: { devDependencies: { tsx: "^4.0.0" } },
    compilerOptions: {
      ...strict,
      module: "esnext",
      moduleResolution: "bundler",
      target: "es2022",
      verbatimModuleSyntax: true,
      noEmit: true,
    },
  },
  "TypeScript that becomes ES modules": {
    folder: "src",
    extension: "ts",
    runs: "dist/app.js",
    packageJson: { type: "module" },
    compilerOptions: {
      ...built,
      module: "nodenext",
      target: "esnext",
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noImplicitReturns: true,
      noImplicitOverride: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      declaration: true,
    },
  },
  "TypeScript that becomes CommonJS": {
    folder: "src",
    extension: "ts",
    runs: "dist/app.js",
    packageJson: {},
    compilerOptions: { ...built, module: "nodenext", target: "es2023" },
  },
  "TypeScript of an older and looser kind": {
    folder: "src",
    extension: "ts",
    runs: "dist/app.js",
    packageJson: { devDependencies: { typescript: "^5.0.0" } },
    compilerOptions: {
      ...built,
      module: "commonjs",
      target: "es2019",
      esModuleInterop: true,
      strict: false,
      noPropertyAccessFromIndexSignature: true,
    },
  },
};

const erasable = {
  strict: true,
  skipLibCheck: true,
  types: ["node"],
  noEmit: true,
  erasableSyntaxOnly: true,
};
const started = (file: string) => ({ scripts: { start: `node ${file}` } });

/** What newer releases of Node run as it is: TypeScript, whose types they strip, and ES modules in a package without a type. */
export const newerEditions: Readonly<Record<string, Edition & { readonly node: string }>> = {
  "TypeScript, as its tsconfig.json lets on": {
    folder: "src",
    extension: "ts",
    runs: "src/app.ts",
    node: "24",
    packageJson: { type: "module" },
    compilerOptions: {
      ...erasable,
      module: "nodenext",
      target: "esnext",
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  },
  "TypeScript, as a script lets on, in a package without a type": {
    folder: "",
    extension: "ts",
    runs: "app.ts",
    node: "22",
    packageJson: started("app.ts"),
  },
  "TypeScript as ES modules in a package of CommonJS": {
    folder: "src",
    extension: "mts",
    runs: "src/app.mts",
    node: "22",
    packageJson: { type: "commonjs", ...started("--watch ./src/app.mts") },
    compilerOptions: { ...erasable, module: "nodenext", target: "es2024", allowImportingTsExtensions: true },
  },
  "ES modules in a package without a type": {
    folder: "",
    extension: "js",
    runs: "app.js",
    node: "22",
    packageJson: {},
    isModule: true,
  },
};

interface Own {
  /** Beside the framework's own. */
  readonly packages: readonly string[];
  /** In TypeScript. `// first` has the place of the line that takes the endpoint, `// second` that of the other one. */
  readonly code: string;
  /** In JavaScript, where that is more than the same without types. */
  readonly javascript?: string;
}

const listening = `
export async function start(): Promise<Server> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}
`;

/** An application of each framework, which no template knows. */
export const ownApplications: Readonly<Record<Exclude<Framework, "llmbrick">, Own>> = {
  node: {
    packages: [],
    code: `// first
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

function yours(request: IncomingMessage, response: ServerResponse): void {
  response.statusCode = request.url === "/mine" ? 200 : 404;
  response.end(request.url === "/mine" ? "mine" : "none");
}

const server = createServer((request, response) => {
  // second
  // else yours(request, response);
});
${listening}`,
  },
  express: {
    packages: ["express"],
    code: `// first
import { createServer, type Server } from "node:http";
import express from "express";

const app = express();
app.get("/mine", (_request, response) => void response.send("mine"));
// second
const server = createServer(app);
${listening}`,
  },
  fastify: {
    packages: ["fastify"],
    code: `// first
import type { Server } from "node:http";
import Fastify from "fastify";

const app = Fastify();
app.get("/mine", async () => "mine");
// second

export async function start(): Promise<Server> {
  await app.listen({ port: 0, host: "127.0.0.1" });
  return app.server;
}
`,
  },
  hono: {
    packages: ["hono", "@hono/node-server"],
    code: `// first
import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono();
app.get("/mine", (context) => context.text("mine"));
// second
const server = createServer(getRequestListener(app.fetch));
${listening}`,
  },
  koa: {
    packages: ["koa"],
    code: `// first
import { createServer, type Server } from "node:http";
import Koa from "koa";

const app = new Koa();
// second
app.use((context) => {
  if (context.path === "/mine") context.body = "mine";
});
const server = createServer(app.callback());
${listening}`,
  },
  nest: {
    packages: ["@nestjs/core", "@nestjs/common", "@nestjs/platform-express"],
    code: `// first
import "reflect-metadata";
import type { Server } from "node:http";
import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";

@Controller()
class OwnController {
  @Get("mine")
  mine(): string {
    return "mine";
  }
}

@Module({
  controllers: [OwnController],
  // second
})
class AppModule {}

export async function start(): Promise<Server> {
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0, "127.0.0.1");
  return app.getHttpServer();
}
`,
    javascript: `// first
import "reflect-metadata";
import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";

class OwnController {
  mine() {
    return "mine";
  }
}
Get("mine")(OwnController.prototype, "mine", Object.getOwnPropertyDescriptor(OwnController.prototype, "mine"));
Controller()(OwnController);

class AppModule {}
Module({
  controllers: [OwnController],
  // second
})(AppModule);

export async function start() {
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0, "127.0.0.1");
  return app.getHttpServer();
}
`,
  },
};

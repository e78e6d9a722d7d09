import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Copy, DockerfileParser, type JSONInstruction } from "dockerfile-ast";
import { validate } from "dockerfile-utils";
import { execa } from "execa";
import picomatch from "picomatch";
import { describe, expect, onTestFinished, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { type Options, optionTable } from "../../src/options/table.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";

const layers = await collectLayers();
const project = (changes: Partial<Options>) =>
  plan(options({ features: ["docker"], ...changes }), layers).files;

const managers = optionTable.packageManager.choices;
const nodeProjects = managers.flatMap((packageManager) =>
  (["node", "fastify"] as const).flatMap((framework) =>
    optionTable.language.choices.map((language) => ({ packageManager, framework, language })),
  ),
);
const projects: readonly Partial<Options>[] = [...nodeProjects, { framework: "llmbrick" }];

/** The instructions of a project's Dockerfile, and what its last stage says. */
function imageOf(files: ReadonlyMap<string, string>) {
  const text = files.get("Dockerfile") ?? "";
  const file = DockerfileParser.parse(text);
  const instructions = file.getInstructions();
  const starts = instructions.flatMap((one, index) => (one.getInstruction() === "FROM" ? [index] : []));
  const last = instructions.slice(starts.at(-1));
  const ofLast = (keyword: string) => {
    const [one, ...more] = last.filter((instruction) => instruction.getInstruction() === keyword);
    if (!one || more.length > 0) throw new Error(`There is no one ${keyword}`);
    return one;
  };
  return { text, file, instructions, ofLast };
}

/** The words of an instruction in exec form. */
const execOf = (instruction: unknown) =>
  (instruction as JSONInstruction).getJSONStrings().map((word) => JSON.parse(word.getValue()));

/** The probe's program and code. */
const probeOf = (files: ReadonlyMap<string, string>): string[] =>
  JSON.parse(/^HEALTHCHECK .*? CMD (\[.*\])$/m.exec(imageOf(files).text)?.[1] ?? "[]");

describe.each(projects)("$framework, $language, $packageManager", (changes) => {
  const files = project(changes);
  const { text, file, instructions, ofLast } = imageOf(files);
  const isIgnored = picomatch((files.get(".dockerignore") ?? "").trim().split("\n"), { dot: true });

  test("its Dockerfile is valid", () => {
    expect(validate(text)).toEqual([]);
  });

  test("copies what the project or an earlier stage has", () => {
    const stages: (string | null)[] = file.getFROMs().map((from) => from.getBuildStage());
    const copies = instructions.filter((one) => one.getInstruction() === "COPY") as Copy[];
    const paths = [...files.keys()];
    for (const copy of copies) {
      const from = copy.getFromFlag()?.getValue();
      if (from !== undefined) {
        expect(stages.slice(0, -1)).toContain(from);
        continue;
      }
      const sources = copy.getArguments().slice(0, -1);
      for (const source of sources.map((argument) => argument.getValue())) {
        if (/lock.*\*|workspace.*\*/.test(source) || source === ".") continue;
        const isCopied = picomatch([source, `${source}/**`]);
        expect(paths.filter((path) => isCopied(path) && !isIgnored(path))).not.toEqual([]);
      }
    }
    expect(copies.length).toBeGreaterThan(1);
  });

  test("runs as a numbered user who is not root, the interpreter itself, on every address", () => {
    expect(ofLast("USER").getArgumentsContent()).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const [program = "", script = ""] = execOf(ofLast("CMD"));
    expect(program).toMatch(/^(node|\.venv\/bin\/python)$/);
    const source = changes.language === "ts" ? script.replace(/^dist(.*)\.js$/, "src$1.ts") : script;
    expect(files.has(source)).toBe(true);
    const env = ofLast("ENV").getArgumentsContent() ?? "";
    expect(env).toContain("LLMBRICK_HOST=0.0.0.0 LLMBRICK_PORT=9000");
    expect(env).toMatch(/NODE_ENV=production|LLMBRICK_DEBUG_MODE=false/);
    expect(ofLast("EXPOSE").getArgumentsContent()).toBe("9000");
  });

  test("is probed by the interpreter, at an address that needs no look-up", () => {
    const [program, , code] = probeOf(files);
    expect(program).toBe(execOf(ofLast("CMD"))[0]);
    expect(code).toContain("http://127.0.0.1:");
    expect(text).not.toMatch(/curl|wget|localhost/);
  });

  test("installs nothing but what a lock file says, and no developer's tools into the image", () => {
    const installs = instructions
      .filter((one) => one.getInstruction() === "RUN")
      .map((one) => one.getArgumentsContent() ?? "")
      .filter(
        (command) => /\b(ci|install|sync|focus)\b/.test(command) && !/--global|pip install/.test(command),
      );
    for (const command of installs) {
      if (/^(\[ -f|grep -q) .* \|\| /.test(command)) expect(command).toMatch(/-lock|lockfile/);
      else expect(command).toMatch(/npm ci|--frozen-lockfile|--immutable|focus|--locked/);
    }
    const hasPackages = changes.framework !== "node";
    expect(/^COPY --from=(dependencies|packages) /m.test(text)).toBe(hasPackages);
    const production = installs.filter((command) => /--omit=dev|--prod|--no-dev/.test(command));
    expect(production).toHaveLength(hasPackages ? 1 : 0);
  });

  test.each([
    ".env",
    ".env.production",
    ".git/config",
    "tls/key.pem",
    ...(changes.framework === "llmbrick" ? [".venv/bin/python"] : ["node_modules/tsx/package.json"]),
  ])("leaves %s out of the image", (path) => {
    // Docker takes a folder's name for all that is in it.
    const folders = path.split("/").map((_, index, names) => names.slice(0, index + 1).join("/"));
    expect(folders.some((folder) => isIgnored(folder))).toBe(true);
  });

  test("says the same in both languages, but for comments, and tells of the lock file", () => {
    const chinese = project({ ...changes, lang: "zh-TW" });
    const rules = (all: ReadonlyMap<string, string>) => all.get("Dockerfile")?.replace(/^#.*$/gm, "#");
    expect(rules(chinese)).toBe(rules(files));
    for (const comment of chinese.get("Dockerfile")?.match(/^#.*$/gm) ?? [])
      expect(comment).toMatch(/\p{Script=Han}/u);
    const lockFile = /\[ -f (\S+) \]|__metadata (\S+)/.exec(text)?.slice(1).find(Boolean);
    for (const all of [files, chinese])
      expect(all.get("README.md")).toContain(lockFile ? `\`${lockFile}\`` : "docker build");
  });
});

test.each([
  ["@me/odd~name", "me-odd-name"],
  ["a..b__c-", "a-b-c"],
  ["~", "llmbrick-sse-server"],
])("the package %s has the image %s", (name, image) => {
  expect(project({ name }).get("README.md")).toContain(`docker build -t ${image} .\n`);
});

describe("the probe of a Node project", () => {
  const probe = async (port: number) => {
    const [, ...args] = probeOf(project({}));
    const env = { LLMBRICK_PORT: String(port) };
    return (await execa(process.execPath, args, { env, reject: false })).exitCode;
  };
  const listening = async (status: number) => {
    const server = createServer(({ url }, response) =>
      response.writeHead(url === "/healthz" ? status : 404).end("{}"),
    );
    await once(server.listen(0, "127.0.0.1"), "listening");
    onTestFinished(() => void server.close());
    return { server, port: (server.address() as AddressInfo).port };
  };

  test("takes a server that answers for a healthy one, and no other", async () => {
    const { server, port } = await listening(200);
    expect(await probe(port)).toBe(0);
    server.close();
    expect(await probe(port)).toBe(1);
    expect(await probe((await listening(503)).port)).toBe(1);
  });
});

test("without it, a project has no trace of it", () => {
  for (const framework of optionTable.framework.choices) {
    const { files } = plan(options({ framework }), layers);
    expect([...files.keys()].filter((path) => /docker/i.test(path))).toEqual([]);
    expect(files.get("README.md")).not.toContain("docker build");
  }
});

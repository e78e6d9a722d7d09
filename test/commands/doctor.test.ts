import * as fs from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FileSystem } from "../../src/io.ts";
import { main } from "../../src/main.ts";
import { version } from "../../src/version.ts";
import { outcomeIn } from "../support/outcome-document.ts";
import { testFolder } from "../support/test-folder.ts";
import { type Started, systemError, type TestIoOptions, testIo } from "../support/test-io.ts";

/** What a program writes, and how it ends; none when it is missing. */
type Programs = Record<string, string | { status: "failed"; output: string } | undefined>;

const healthy: Programs = {
  "node --version": "v22.1.0\n",
  "npm --version": "npm warn Unknown user config\n11.1.0\n",
  "git --version": "git version 2.47.0.windows.1",
  "uv --version": undefined,
  "python3 --version": "Python 3.12.1\n",
  "python3 -c": "",
  "npm config": "registry=https://registry.example.com/\nhttps-proxy=null\nproxy=null\n",
  "npm ping": "npm notice PONG 12ms",
};

/** Answers as the programs do; they are known by their first two words, or by the first. */
const machine =
  (changes: Programs = {}) =>
  ({ command, args }: Started) => {
    const programs = { ...healthy, ...changes };
    const answer = programs[`${command} ${args[0]}`] ?? programs[command];
    if (answer === undefined) return { status: "missing" } as const;
    return typeof answer === "string" ? { output: answer } : answer;
  };

async function examine(argv: string[] = [], changes: Programs = {}, parts: Partial<TestIoOptions> = {}) {
  const cwd = parts.cwd ?? (await testFolder());
  const io = testIo({ cwd, respond: machine(changes), ...parts });
  const exitCode = await main(["doctor", "--json", ...argv], io);
  const document = outcomeIn(io.out());
  const found = Object.fromEntries(
    document.checks.map(({ name, ...finding }: { name: string }) => [name, finding]),
  );
  return { exitCode, document, found, io, cwd };
}

const changedFs = (changes: Partial<Record<keyof FileSystem, unknown>>): FileSystem =>
  ({ ...fs, ...changes }) as FileSystem;

test("a machine that has everything", async () => {
  const { exitCode, document, cwd } = await examine();
  expect(exitCode).toBe(0);
  expect(document).toEqual({
    ok: true,
    version,
    checks: [
      { name: "node", status: "ok", found: "22.1.0" },
      { name: "packageManager", status: "ok", found: "npm 11.1.0" },
      { name: "git", status: "ok", found: "2.47.0.windows.1" },
      { name: "python", status: "ok", found: "python3 (Python 3.12.1)" },
      { name: "port", status: "ok", found: "9000 is free" },
      { name: "proxy", status: "ok", found: "none" },
      { name: "registry", status: "ok", found: "https://registry.example.com/ answers" },
      { name: "disk", status: "ok", found: expect.stringMatching(`^\\d+ MB free in ${cwd}$`) },
      { name: "write", status: "ok", found: cwd },
    ],
  });
  expect(await fs.readdir(cwd)).toEqual([]);
});

test("what programs say in colour is told without", async () => {
  const { found } = await examine([], {
    "npm --version": "\u001B[33mnpm warn\u001B[0m\r\n\u001B[1m11.1.0\u001B[0m\r\n",
    "npm ping": {
      status: "failed",
      output: "npm \u001B[31merror\u001B[0m \u001B[94mcode\u001B[0m \u001B[31mE401\u001B[0m\n",
    },
  });
  expect(found.packageManager.found).toBe("npm 11.1.0");
  expect(found.registry.found).toBe("https://registry.example.com/ refuses access (401)");
});

test("for people: one line a check, its fix below it, in columns; in Chinese too", async () => {
  const io = testIo({ cwd: await testFolder(), respond: machine({ "git --version": undefined }) });
  expect(await main(["doctor"], io)).toBe(0);
  expect(io.out()).toMatch(/^ok {7}Node\.js {11}22\.1\.0\nok {7}package manager {3}npm 11\.1\.0\n/);
  expect(io.out()).toContain(
    "\nwarning  git               git is not on the PATH\n                           Get git 2.28 or later",
  );
  expect(io.out()).not.toContain("\u001B");

  const chinese = testIo({ cwd: await testFolder(), respond: machine() });
  await main(["doctor", "--lang", "zh-TW"], chinese);
  expect(chinese.out()).toContain("正常  套件管理工具  npm 11.1.0\n正常  git           2.47.0");
});

test.each<[string, string[], Programs, object]>([
  [
    "node",
    [],
    { "node --version": "v20.11.1" },
    { status: "failed", found: "20.11.1; 20.12 or later is needed" },
  ],
  ["node", [], { "node --version": "v18.20.0" }, { status: "failed" }],
  ["node", [], { "node --version": "v20.12.0" }, { status: "ok" }],
  ["node", [], { "node --version": undefined }, { status: "failed", found: "node is not on the PATH" }],
  [
    "packageManager",
    [],
    { "npm --version": undefined },
    { status: "failed", found: "npm is not on the PATH" },
  ],
  [
    "packageManager",
    ["--package-manager", "pnpm"],
    {},
    { status: "failed", fix: "Get it by npm install -g pnpm, or choose another: --package-manager npm." },
  ],
  ["packageManager", ["--package-manager", "yarn"], { yarn: "4.5.0" }, { status: "ok", found: "yarn 4.5.0" }],
  [
    "packageManager",
    [],
    { "npm --version": { status: "failed", output: "broken" } },
    { status: "failed", found: "npm does not run" },
  ],
  [
    "git",
    [],
    { "git --version": "git version 2.25.1" },
    { status: "warning", found: "2.25.1; 2.28 or later is needed" },
  ],
  ["python", [], { "uv --version": "uv 0.9.0 (abc)" }, { status: "ok", found: "uv 0.9.0 (abc)" }],
  [
    "python",
    [],
    { "python3 --version": "Python 3.9.2" },
    {
      status: "warning",
      found: "Python 3.10 or later is needed. Found: python3 (Python 3.9.2).",
      fix: expect.stringMatching(/^Only --framework llmbrick needs it\. Get it from/),
    },
  ],
  [
    "python",
    ["-f", "llmbrick"],
    { "python3 --version": undefined },
    { status: "failed", found: "Python 3.10 or later is needed, and none is on the PATH." },
  ],
  [
    "python",
    ["-f", "llmbrick"],
    { "python3 -c": { status: "failed", output: "No module named 'ensurepip'" } },
    {
      status: "failed",
      found: "python3 (Python 3.12.1) can't make virtual environments",
      fix: expect.stringContaining("apt install python3-venv"),
    },
  ],
])("%s with %j and %j", async (name, argv, programs, finding) => {
  const { exitCode, found } = await examine(argv, programs);
  expect(found[name]).toMatchObject(finding);
  expect(exitCode).toBe(found[name].status === "failed" ? 1 : 0);
});

describe("a Python project", () => {
  const python = ["-f", "llmbrick"];
  const failure = (output: string) => ({ "python3 -m": { status: "failed" as const, output } });

  test("has no use for npm, and an index in the place of its registry", async () => {
    const { exitCode, found, io } = await examine(python, { "python3 -m": "" });
    expect(Object.keys(found)).toEqual([
      "node",
      "git",
      "python",
      "port",
      "proxy",
      "registry",
      "disk",
      "write",
    ]);
    expect(io.started.map(({ args }) => args[0])).not.toContain("ping");
    expect([exitCode, found.registry]).toEqual([0, { status: "ok", found: "pip's usual index answers" }]);
  });

  test.each([
    [
      failure("ERROR: No matching distribution found"),
      {},
      "failed",
      "pip's usual index can't be reached, or",
    ],
    [
      failure("ERROR"),
      { PIP_INDEX_URL: "https://bob:pw@pip.example/simple" },
      "failed",
      "https://***@pip.example/simple",
    ],
    [
      { "python3 -m": "https://bob:pw@pip.example/simple\n" },
      {},
      "ok",
      "https://***@pip.example/simple answers",
    ],
    [failure("/usr/bin/python3: No module named pip"), {}, "warning", "python3 has no pip"],
    [{}, {}, "warning", "python3 is not on the PATH"],
  ])("with the index %j and %j", async (programs, env, status, text) => {
    const { found } = await examine(python, programs, { env });
    expect(found.registry).toMatchObject({ status, found: expect.stringContaining(text) });
    expect(JSON.stringify(found)).not.toContain("bob");
  });
});

describe("the port", () => {
  const taken = (...ports: number[]) => ({
    tryPort: async (port: number) => (ports.includes(port) ? "EADDRINUSE" : undefined),
  });

  test("in use, by what lsof tells; the next free one is offered", async () => {
    const parts = { platform: "darwin" as const, ...taken(9100, 9101, 9102) };
    const { exitCode, found, io } = await examine(["--port", "9100"], { lsof: "p4711\ncnode\nf12\n" }, parts);
    expect(exitCode).toBe(1);
    expect(found.port).toEqual({
      status: "failed",
      found: "9100 is in use by node (process 4711)",
      fix: "Stop that program, or choose another port: --port 9103.",
    });
    expect(io.started).toContainEqual(
      expect.objectContaining({ command: "lsof", args: ["-nP", "-iTCP:9100", "-sTCP:LISTEN", "-Fpc"] }),
    );
  });

  test("in use, by what Windows tells in any language", async () => {
    const netstat = [
      "  Proto  Lokale Adresse         Remoteadresse          Status           PID",
      "  TCP    127.0.0.1:51000        127.0.0.1:9000         HERGESTELLT      1",
      "  TCP    127.0.0.1:9000         127.0.0.1:51000        HERGESTELLT      2",
      "  TCP    0.0.0.0:19000          0.0.0.0:0              ABHÖREN          3",
      "  TCP    127.0.0.1:9000         0.0.0.0:0              ABHÖREN          4711",
    ].join("\r\n");
    const programs = { netstat, tasklist: '"node.exe","4711","Console","1","42.000 K"\r\n' };
    const { found } = await examine([], programs, { platform: "win32", ...taken(9000) });
    expect(found.port.found).toBe("9000 is in use by node.exe (process 4711)");
  });

  test("in use, by what /proc tells: processes that can't be looked into are passed over", async () => {
    const row = (local: string, state: string, inode: number) =>
      `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0 100 0 0 10 0`;
    const links: Record<string, string> = {
      "/proc/20/fd/3": "socket:[111]",
      "/proc/30/fd/0": "/dev/null",
      "/proc/30/fd/7": "socket:[222]",
      "/proc/30/exe": "/usr/bin/node",
    };
    const folders: Record<string, string[]> = {
      "/proc": ["1", "20", "30", "net"],
      "/proc/20/fd": ["3"],
      "/proc/30/fd": ["0", "7", "9"],
    };
    const orFail = async (value: unknown, path: string) => {
      if (value === undefined) throw systemError("EACCES", path);
      return value;
    };
    const procFs = changedFs({
      readFile: (path: string) =>
        orFail(
          path === "/proc/net/tcp"
            ? [
                "  sl  local_address …",
                row("0100007F:2328", "01", 111),
                row("0100007F:2328", "0A", 222),
              ].join("\n")
            : undefined,
          path,
        ),
      readdir: (path: string) => orFail(folders[path], path),
      readlink: (path: string) => orFail(links[path], path),
    });
    const { found } = await examine([], {}, { fs: procFs, ...taken(9000) });
    expect(found.port.found).toBe("9000 is in use by node (process 30)");

    delete links["/proc/30/fd/7"];
    const { found: unknown } = await examine([], {}, { fs: procFs, ...taken(9000) });
    expect(unknown.port.found).toMatch(/^9000 is in use; by which program can't be told/);
  });

  test("that only an administrator may use", async () => {
    const { found } = await examine(["--port", "80"], {}, { tryPort: async () => "EACCES" });
    expect(found.port).toMatchObject({ status: "failed", found: "80: this user may not listen there" });
  });

  test("of which the system tells nothing", async () => {
    const { exitCode, found } = await examine([], {}, { tryPort: async () => "EWHATEVER" });
    expect([exitCode, found.port]).toMatchObject([
      0,
      { status: "warning", found: "can't be told: EWHATEVER" },
    ]);
  });

  test("at the end of all ports", async () => {
    const { found } = await examine(
      ["--port", "65535"],
      { lsof: "" },
      { platform: "darwin", ...taken(65_535) },
    );
    expect(found.port.fix).toContain("--port 9000.");
  });
});

describe("the registry", () => {
  const npmError = (code: string) => ({
    status: "failed" as const,
    output: `npm error code ${code}\nnpm error …`,
  });

  test.each([
    [
      "ECONNREFUSED",
      "failed",
      "https://registry.example.com/ can't be reached: ECONNREFUSED",
      "Check the network",
    ],
    ["ENOTFOUND", "failed", "can't be reached: ENOTFOUND", "--no-install"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "failed", "can't be reached: SELF_SIGNED", "NODE_EXTRA_CA_CERTS"],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "failed", "can't be reached", "NODE_EXTRA_CA_CERTS"],
    ["E401", "failed", "refuses access (401)", "npm login"],
    ["E403", "failed", "refuses access (403)", "npm login"],
    ["E503", "failed", "can't be reached: E503", "Check the network"],
  ])("%s", async (code, status, found, fix) => {
    const { exitCode, found: all } = await examine([], { "npm ping": npmError(code) });
    expect(exitCode).toBe(1);
    expect(all.registry).toEqual({
      status,
      found: expect.stringContaining(found),
      fix: expect.stringContaining(fix),
    });
  });

  test("that does not know the request is there", async () => {
    const { found } = await examine([], { "npm ping": npmError("E404") });
    expect(found.registry).toEqual({ status: "ok", found: "https://registry.example.com/ answers" });
  });

  test("is asked as an install would ask it, without npm's settings for its own command", async () => {
    const env = {
      npm_config_registry: "https://r.example/",
      npm_config_global: "true",
      npm_package_name: "x",
    };
    const { io } = await examine([], {}, { env });
    const ping = io.started.find(({ args }) => args[0] === "ping");
    expect(ping?.env).toMatchObject({ npm_config_registry: "https://r.example/" });
    expect(ping?.env).not.toHaveProperty("npm_config_global");
  });

  test("is not known without npm", async () => {
    const missing = { "npm config": undefined, "npm ping": undefined, "npm --version": undefined };
    const { found } = await examine(["--package-manager", "bun"], { ...missing, bun: "1.2.3" });
    expect(found.registry).toMatchObject({ status: "warning", found: "npm is not on the PATH" });
    expect(found.packageManager.status).toBe("ok");
  });
});

describe("proxies", () => {
  const config = (proxy: string) => ({
    "npm config": `https-proxy=${proxy}\nproxy=null\nregistry=https://r.example/\n`,
  });

  test("of the environment and of npm's settings, each once", async () => {
    const env = { HTTPS_PROXY: "http://one:8080", http_proxy: "http://two:8080" };
    const { found } = await examine([], config("http://three:3128"), { env });
    expect(found.proxy).toEqual({
      status: "ok",
      found: "HTTPS_PROXY=http://one:8080/, http_proxy=http://two:8080/, npm https-proxy=http://three:3128/",
    });
    const { found: once } = await examine([], config("http://one:8080/"), { env });
    expect(once.proxy.found).not.toContain("npm https-proxy");
  });

  test.each(["one:8080", "://", "ftp://one:21", "http://", "just words"])(
    "%j is no address of one",
    async (proxy) => {
      const { exitCode, found } = await examine([], {}, { env: { HTTP_PROXY: proxy } });
      expect([exitCode, found.proxy.status]).toEqual([1, "failed"]);
      expect(found.proxy.fix).toContain("http://host:port");
    },
  );

  test("no name, password or query of any address is ever told", async () => {
    const cwd = await testFolder();
    const secret = fc.stringMatching(/^[0-9a-f]{12}$/);
    const form = fc.constantFrom(
      (user: string, password: string) => `http://${user}:${password}@host:8080/`,
      (user: string, password: string) => `https://${user}@host/path?token=${password}`,
      (user: string, password: string) => `${user}:${password}@host:8080`,
      (user: string, password: string) => `http://${user}:p@${password}@host`,
      (user: string, password: string) => `ftp://${user}:${password}@host#${password}`,
      (user: string, password: string) => `http:/${user}:${password}@host:port`,
      (user: string, password: string) => `http://${user}:${password}@[bad`,
      (user: string, password: string) => `socks5://${user}:${encodeURIComponent(`:/@${password}`)}@host:1`,
    );
    await fc.assert(
      fc.asyncProperty(form, form, secret, secret, async (registry, proxy, user, password) => {
        const programs = {
          "npm config": `registry=${registry(user, password)}\nhttps-proxy=${proxy(user, password)}\n`,
          "npm ping": {
            status: "failed",
            output: `npm error code E401\n${registry(user, password)}`,
          } as const,
        };
        const { io } = await examine([], programs, { cwd, env: { HTTP_PROXY: proxy(user, password) } });
        expect(io.out()).not.toContain(user);
        expect(io.out()).not.toContain(password);
        expect(io.out()).toContain("refuses access");
      }),
      { numRuns: 60 },
    );
  });
});

describe("the folder", () => {
  const statfs = (megabytes: number) =>
    changedFs({ statfs: async () => ({ bavail: megabytes * 1000, bsize: 1000 }) });

  test.each([
    [[], 299, 1],
    [[], 300, 0],
    [["-f", "llmbrick"], 999, 1],
    [["-f", "llmbrick"], 1000, 0],
  ])("%j with %i MB free", async (argv, megabytes, code) => {
    const { exitCode, found, cwd } = await examine(argv, {}, { fs: statfs(megabytes) });
    expect(exitCode).toBe(code);
    expect(found.disk).toMatchObject({
      status: code === 0 ? "ok" : "failed",
      found: `${megabytes} MB free in ${cwd}`,
    });
  });

  test("of which the system tells no size", async () => {
    const silent = changedFs({ statfs: () => Promise.reject(systemError("ENOSYS")) });
    const { exitCode, found } = await examine([], {}, { fs: silent });
    expect([exitCode, found.disk]).toEqual([0, { status: "warning", found: "can't be told: ENOSYS" }]);
  });

  test.each([
    ["EACCES", "permission denied"],
    ["EROFS", "the file system is read-only"],
    ["EWHATEVER", "EWHATEVER"],
  ])("that can't be written: %s", async (code, reason) => {
    const readOnly = changedFs({ mkdir: () => Promise.reject(systemError(code)) });
    const { exitCode, found, cwd } = await examine([], {}, { fs: readOnly });
    expect(exitCode).toBe(1);
    expect(found.write).toEqual({ status: "failed", found: `${cwd}: ${reason}`, fix: expect.any(String) });
  });
});

test("a fault of this program is none of the machine's", async () => {
  const broken = changedFs({ mkdir: () => Promise.reject(new TypeError("oops")) });
  const io = testIo({ cwd: await testFolder(), respond: machine(), fs: broken });
  expect(await main(["doctor"], io)).toBe(1);
  expect(io.err()).toContain("A fault of this program: TypeError: oops");
});

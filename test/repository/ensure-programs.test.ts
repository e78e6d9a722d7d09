import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";
import { neededPrograms } from "../support/needed-programs.ts";
import { fakePrograms } from "../support/program.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const packages = Object.values(neededPrograms).map((program) => program.package);
const tests = Object.values(neededPrograms).map((program) => program.tests);

/** An apt-get that writes down how it was called, and installs nothing. */
const aptGet = `echo "$DEBIAN_FRONTEND $*" >>"\${0%/*}/calls"`;

/** Runs the script where none of the programs is there. Gives its outcome, and how it has called apt-get. */
async function ensure(
  user: "root" | "other",
  fakes: Record<string, string>,
  env: Record<string, string> = {},
  ...apart: string[]
) {
  const PATH = await fakePrograms(fakes);
  const become = `data:text/javascript,process.getuid=()=>${user === "root" ? 0 : 1000}`;
  const args = ["--import", become, "--import", "tsx", "scripts/ensure-programs.ts", ...apart];
  const { exitCode, all } = await execa(process.execPath, args, {
    cwd: root,
    env: { PATH, TMPDIR: tmpdir(), ...env },
    extendEnv: false,
    all: true,
    reject: false,
  });
  const calls = await readFile(join(PATH, "calls"), "utf8").catch(() => "");
  return {
    exitCode,
    lines: all.split("\n"),
    calls: calls.split("\n").filter((call) => !/--version/.test(call)),
  };
}

const command = `apt-get install -y --no-install-recommends ${packages.join(" ")}`;

test.each([
  ["root", command],
  ["other", `sudo ${command}`],
] as const)(
  "a developer (%s) is told what is skipped, and one command; nothing is installed",
  async (user, told) => {
    const { exitCode, lines, calls } = await ensure(user, { "apt-get": aptGet });
    expect(exitCode).toBe(0);
    expect(lines).toHaveLength(tests.length + 1);
    for (const of of tests)
      expect(lines).toContainEqual(expect.stringMatching(`the tests of ${of} need.*skipped`));
    expect(lines.at(-1)).toBe(`To install what is missing: ${told}`);
    expect(calls).toEqual([""]);
  },
);

test("under CI, what is missing is installed: announced in one line, without questions or recommended packages", async () => {
  const { exitCode, lines, calls } = await ensure("root", { "apt-get": aptGet }, { CI: "1" });
  expect(lines[0]).toBe(`Installing with apt-get: ${packages.join(" ")}`);
  const settings = "noninteractive -qq -o DPkg::Lock::Timeout=600";
  expect(calls).toEqual([
    `${settings} update`,
    `${settings} install -y --no-install-recommends ${packages.join(" ")}`,
    "",
  ]);
  // This apt-get has installed nothing.
  expect(exitCode).toBe(1);
  expect(lines.at(-1)).toBe(`To install what is missing: ${command}`);
});

test("under CI, an ordinary user gets the same words, and a failure", async () => {
  const { exitCode, lines, calls } = await ensure("other", { "apt-get": aptGet }, { CI: "1" });
  expect(exitCode).toBe(1);
  expect(lines.at(-1)).toBe(`To install what is missing: sudo ${command}`);
  expect(calls).toEqual([""]);
});

test("where there is no apt-get, the programs are named", async () => {
  const { exitCode, lines } = await ensure("other", {});
  expect(exitCode).toBe(0);
  expect(lines.at(-1)).toBe(`Please install: ${Object.keys(neededPrograms).join(", ")}`);
});

test("nothing is said where nothing is missing", async () => {
  const pageTests = ["chromium", "firefox", "WebKitWebDriver", "Xvfb"];
  const names = ["python3", ...pageTests, "curl", "openssl", "zsh", "fish", "systemd-analyze"];
  names.push("nginx", "caddy", "docker-compose", "promtool", "redis-server");
  const { exitCode, lines } = await ensure(
    "other",
    Object.fromEntries(names.map((name) => [name, "exit 0"])),
  );
  expect([exitCode, lines]).toEqual([0, [""]]);
});

test("tests apart can't do without their programs, nor without root's rights, on any machine", async () => {
  const { exitCode, lines } = await ensure("other", { buildah: "exit 0", kubectl: "exit 0" }, {}, "images");
  expect(exitCode).toBe(1);
  expect(lines).toEqual([
    "No debootstrap, which the tests of the images need.",
    "Please install: debootstrap",
    "These tests need root's rights: run them by sudo.",
  ]);
  const all = { buildah: "exit 0", debootstrap: "exit 0", kubectl: "exit 0" };
  expect(await ensure("root", all, {}, "images")).toMatchObject({ exitCode: 0, lines: [""] });
});

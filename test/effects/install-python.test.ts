import { describe, expect, test } from "vitest";
import { pythonInstall, runInstall } from "../../src/effects/install-python.ts";
import { en } from "../../src/i18n/en.ts";
import { workInEnglish } from "../support/in-english.ts";
import { type TestIoOptions, testIo } from "../support/test-io.ts";

/** A machine with these programs, which answer to `--version` like this. */
const machine = (versions: Record<string, string>, options: TestIoOptions = {}) =>
  testIo({
    respond: ({ command }) =>
      command in versions ? { output: versions[command] ?? "" } : { status: "missing" },
    ...options,
  });

const pip = ["-m", "pip", "install", "--disable-pip-version-check", "-e", ".[dev]"];

describe("the way to install a Python project", () => {
  test("is uv, where it is there", async () => {
    const io = machine({ uv: "uv 0.9.0", python3: "Python 3.12.1" });
    expect(await pythonInstall(io, "/app")).toEqual([["uv", "sync", "--extra", "dev"]]);
  });

  test("is Python's own tools, in an environment of the project's own", async () => {
    const io = machine({ python3: "Python 3.10.0\n" });
    expect(await pythonInstall(io, "/app")).toEqual([
      ["python3", "-m", "venv", ".venv"],
      ["/app/.venv/bin/python", ...pip],
    ]);
  });

  test("has other folders on Windows", async () => {
    const io = machine({ py: "Python 3.13.0", python3: "Python 3.14.0" }, { platform: "win32" });
    const [venv, install] = await pythonInstall(io, "/app");
    expect(venv).toEqual(["py", "-3", "-m", "venv", ".venv"]);
    expect(install?.[0]).toBe("/app/.venv/Scripts/python.exe");
  });

  test("is a Python of the Store's, where its launcher is not there", async () => {
    const io = machine({ python: "Python 3.13.0" }, { platform: "win32" });
    expect((await pythonInstall(io, "/app"))[0]).toEqual(["python", "-m", "venv", ".venv"]);
  });

  test("is a newer Python with a name of its own, where the usual one is too old", async () => {
    const io = machine({ python3: "Python 3.9.18", python: "Python 2.7.18", "python3.12": "Python 3.12.1" });
    expect(await pythonInstall(io, "/app")).toContainEqual(["python3.12", "-m", "venv", ".venv"]);
  });

  test.each([
    [{}, "Python 3.10 or later is needed, and none is on the PATH."],
    [{ python3: "Python 3.9.18" }, "Python 3.10 or later is needed. Found: python3 (Python 3.9.18)."],
    [{ python: "no version" }, "Python 3.10 or later is needed. Found: python (no version)."],
  ])("is none with %j", async (versions, message) => {
    await expect(workInEnglish(pythonInstall(machine(versions), "/app"))).rejects.toMatchObject({
      code: "INSTALL_FAILED",
      exitCode: 4,
      message,
      hint: expect.stringContaining("https://docs.astral.sh/uv/"),
    });
  });
});

test("a Python that can't make virtual environments is told as the doctor tells it", async () => {
  const io = testIo({
    respond: ({ command, args }) =>
      command !== "python3" || args[0] === "-c"
        ? { status: command === "python3" ? "failed" : "missing" }
        : { output: "Python 3.11.2" },
  });
  await expect(workInEnglish(pythonInstall(io, "/app"))).rejects.toMatchObject({
    code: "INSTALL_FAILED",
    message: "python3 can't make virtual environments.",
    hint: en.doctor.fixes.venv,
  });
});

describe("installing", () => {
  const commands = [
    ["python3", "-m", "venv", ".venv"],
    ["/app/.venv/bin/python", ...pip],
  ] as const satisfies Parameters<typeof runInstall>[2];

  test("runs one command after the other, shows their lines, and leaves environments elsewhere alone", async () => {
    const io = testIo({
      env: { PATH: "/bin", VIRTUAL_ENV: "/other/.venv", UV_PROJECT_ENVIRONMENT: "/usr/local" },
      respond: ({ command }) => ({ lines: [`by ${command}`] }),
    });
    const lines: string[] = [];
    await runInstall(io, "/app", commands, (line) => lines.push(line));
    expect(lines).toEqual(["by python3", "by /app/.venv/bin/python"]);
    expect(io.started.map(({ command, args }) => [command, ...args])).toEqual(commands);
    expect(io.started[0]?.env).toEqual({ PATH: "/bin" });
  });

  test("ends at the first command that fails, with the end of its output", async () => {
    const io = testIo({ respond: () => ({ status: "failed", output: "ensurepip is not available" }) });
    await expect(workInEnglish(runInstall(io, "/app", commands, () => {}))).rejects.toMatchObject({
      code: "INSTALL_FAILED",
      message: "python3 -m venv .venv failed.\nensurepip is not available",
    });
    expect(io.started).toHaveLength(1);
  });

  test.each([
    "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate in certificate chain",
    "invalid peer certificate: UnknownIssuer",
  ])("says what to do about a certificate that is not trusted: %s", async (output) => {
    const io = testIo({ respond: () => ({ status: "failed", output }) });
    await expect(workInEnglish(runInstall(io, "/app", commands, () => {}))).rejects.toMatchObject({
      hint: en.doctor.fixes.pythonCertificate,
    });
  });
});

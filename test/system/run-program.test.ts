import { expect, onTestFinished, test, vi } from "vitest";
import { Cancelled } from "../../src/errors.ts";
import { runProgram } from "../../src/system/run-program.ts";

const { signal: never } = new AbortController();
const node = (script: string, signal = never, onLine?: (line: string) => void) =>
  runProgram(
    process.execPath,
    ["-e", script],
    { cwd: "/", env: { A: "1" }, ...(onLine && { onLine }) },
    signal,
  );

test("gives the output of both streams, and its lines as they come", async () => {
  const lines: string[] = [];
  const script = "console.log('one'); console.error('two'); console.log('three')";
  expect(await node(script, never, (line) => lines.push(line))).toMatchObject({ status: "done" });
  expect(lines.toSorted()).toEqual(["one", "three", "two"]);
});

test("gives the output as it was, but for the end of its last line", async () => {
  const script = String.raw`process.stdout.write("one\r\n two\rtwo\u2028\n\n")`;
  expect(await node(script)).toEqual({ status: "done", output: "one\r\n two\rtwo\u2028\n" });
});

test("has the environment that it is given, and no other", async () => {
  expect(await node("console.log(process.env.A, process.env.PATH)")).toEqual({
    status: "done",
    output: "1 undefined",
  });
});

test("a failure, and a program that is not there, are results", async () => {
  const lines: string[] = [];
  const failed = await node("console.log('x'); process.exit(3)", never, (line) => lines.push(line));
  expect([failed, lines]).toEqual([{ status: "failed", output: "x" }, ["x"]]);
  const missing = await runProgram(
    "no-such-program",
    [],
    { cwd: "/", env: { PATH: "/none" }, onLine() {} },
    never,
  );
  expect(missing.status).toBe("missing");
});

test("a folder that is gone by now is no program that is missing", async () => {
  const options = { cwd: "/no/such/folder", env: {} };
  expect(await runProgram(process.execPath, ["-v"], options, never)).toMatchObject({ status: "failed" });
});

test.each([
  ["killed", "process.kill(process.pid, 'SIGKILL')", true],
  ["whose own program was killed", "process.exit(137)", true],
  ["that ends by another signal", "process.kill(process.pid, 'SIGTERM')", undefined],
])("a program that is %s", async (_how, script, isKilled) => {
  expect(await node(script)).toEqual({ status: "failed", output: "", ...(isKilled && { isKilled }) });
});

test("a signal ends the program", async () => {
  const controller = new AbortController();
  const running = node("console.log(process.pid); setInterval(() => {}, 1000)", controller.signal, (pid) => {
    pids.push(Number(pid));
    controller.abort(new Cancelled("SIGINT"));
  });
  const pids: number[] = [];
  await expect(running).rejects.toBeInstanceOf(Cancelled);
  expect(() => process.kill(pids[0] ?? 0, 0)).toThrow("ESRCH");
});

test("a program that does not end when it is told to is killed", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const stopping = new AbortController();
  const script = `process.on("SIGTERM", () => console.log("no")); setInterval(() => {}, 1000); console.log("up")`;
  const onLine = (line: string) => {
    if (line === "up") stopping.abort();
    if (line === "no") vi.advanceTimersByTime(5000);
  };
  const options = { cwd: "/", env: {}, onLine, signal: stopping.signal };
  expect(await runProgram(process.execPath, ["-e", script], options, never)).toEqual({
    status: "failed",
    output: "up\nno",
  });
  expect(vi.getTimerCount()).toBe(0);
});

test("what a program has started ends with it", async () => {
  const controller = new AbortController();
  const script = `
    const { spawn } = require("node:child_process");
    // It keeps the output open, so that to be done is to have ended.
    const inner = spawn(process.execPath, ["-e", "console.log(process.pid); setInterval(() => {}, 1000)"], { stdio: ["ignore", 1, 1] });
    process.on("SIGTERM", () => {});
    inner.on("exit", () => process.exit());`;
  const running = node(script, controller.signal, (pid) => {
    pids.push(Number(pid));
    controller.abort(new Cancelled("SIGINT"));
  });
  const pids: number[] = [];
  await expect(running).rejects.toBeInstanceOf(Cancelled);
  expect(() => process.kill(pids[0] ?? 0, 0)).toThrow("ESRCH");
});

test("a program that was ended, and has left another behind, is waited for no longer than that", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const stopping = new AbortController();
  const script = `
    const { spawn } = require("node:child_process");
    const left = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: ["ignore", 1, "ignore"], detached: true });
    process.on("SIGTERM", () => { console.log("ended"); process.exit(); });
    console.log(left.pid);`;
  const onLine = (line: string) => {
    if (line === "ended") return vi.advanceTimersByTime(5000);
    onTestFinished(() => void process.kill(Number(line)));
    stopping.abort();
  };
  const options = { cwd: "/", env: {}, onLine, signal: stopping.signal };
  const { output } = await runProgram(process.execPath, ["-e", script], options, never);
  expect(output).toMatch(/^\d+\nended$/);
});

test("once it is to stop, no program is started, be there one or not", async () => {
  const options = { cwd: "/", env: { PATH: "/none" }, signal: AbortSignal.abort() };
  expect(await runProgram("no-such-program", [], options, never)).toEqual({ status: "failed", output: "" });
  const cancelled = runProgram("no-such-program", [], options, AbortSignal.abort(new Cancelled("SIGINT")));
  await expect(cancelled).rejects.toBeInstanceOf(Cancelled);
});

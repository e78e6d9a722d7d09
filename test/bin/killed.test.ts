import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { expect, onTestFinished, test } from "vitest";
import { program } from "../support/generated-project.ts";
import { bareEnv } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";

test("a run that is killed while it verifies takes the server and the client along", {
  timeout: 30_000,
}, async () => {
  // The handler calls here, and the connection is there for as long as the server is.
  const phone = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void phone.close());
  await once(phone, "listening");
  const { port } = phone.address() as { port: number };
  const folder = await testFolder();
  await outputFile(
    join(folder, "src/handler.js"),
    `import { connect } from "node:net";
    export async function* handler() { await new Promise(() => connect(${port}, "127.0.0.1")); }`,
  );
  const args = [program, folder, "--if-exists", "merge", "--language", "js", "--no-git", "--verify", "--yes"];
  const run = execa(process.execPath, args, { env: bareEnv, extendEnv: false, reject: false });
  const [call] = (await once(phone, "connection")) as [Socket];
  const hungUp = once(call.resume(), "close");
  run.kill("SIGKILL");
  // Its output ends when the last program that has it open is gone.
  expect((await run).signal).toBe("SIGKILL");
  await expect(hungUp).resolves.toBeDefined();
});

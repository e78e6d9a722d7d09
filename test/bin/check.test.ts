import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { makeCertificate } from "../support/certificate.ts";
import { event } from "../support/client.ts";
import { program } from "../support/generated-project.ts";
import { start } from "../support/llmbrick-server.ts";

const key = "sk-of-a-test";

test.runIf(process.platform === "linux")(
  "over https, with a key that is in no list of processes and in nothing that is said",
  async () => {
    const { sslKeyfile, sslCertfile, remove } = makeCertificate();
    onTestFinished(remove);
    let told = () => {};
    const isAsked = new Promise<void>((resolve) => {
      told = resolve;
    });
    const { port } = await start({
      config: { sslKeyfile, sslCertfile },
      env: { LLMBRICK_API_KEYS: key },
      handler: async function* () {
        told();
        yield event();
      },
    });
    const args = [program, "check", `https://localhost:${port}`, "--key", key, "--json"];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: sslCertfile },
    });
    const output = Promise.all([text(child.stdout), text(child.stderr)]);
    await isAsked;
    expect(await readFile(`/proc/${child.pid}/cmdline`, "utf8")).not.toContain(key);
    expect(await once(child, "exit")).toEqual([0, null]);
    const [out, err] = await output;
    expect([JSON.parse(out).broken, out.includes(key), err]).toEqual([0, false, ""]);
  },
);

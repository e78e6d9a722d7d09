import { expect, onTestFinished, test } from "vitest";
import { nginx } from "../../src/effects/verify/deploy/proxies.ts";
import { through } from "../../src/effects/verify/deploy/start-proxy.ts";
import { chat, StreamError } from "../../templates/core/src/llmbrick/client.ts";
import { Reconnecting } from "../../templates/features/resume/+node/src/llmbrick/resume/client.ts";
import { bundle, type Child, startChild } from "../support/child-server.ts";
import { lacks } from "../support/needed-programs.ts";
import { realPrograms } from "../support/real-programs.ts";
import { freePort, TestRedis } from "./redis.ts";

const events = 400;
const clients = 12;

/** What a client got: all of the answer, or its beginning and the error that says so. */
interface Got {
  text: string;
  error?: string;
}

async function ask(url: string, number: number, cutAfter: number): Promise<Got> {
  const client = new Reconnecting({ longestPause: 500, attempts: 60 });
  const request = {
    model: "gpt-4o",
    messages: [{ role: "user" as const, content: String(events) }],
    sessionId: `session-${number}`,
  };
  let text = "";
  try {
    for await (const event of chat({ url, request, fetch: client.fetch })) {
      text += event.text;
      // Through another replica, most of the time.
      if (Number(event.id) % cutAfter === 0) client.cut();
    }
    return { text };
  } catch (error) {
    if (error instanceof StreamError) return { text, error: error.error };
    throw error;
  }
}

test.skipIf(lacks("redis-server") || lacks("nginx"))(
  "three replicas behind nginx: one is killed, one is stopped and wakes; clients get each event once, or are told",
  { timeout: 90_000 },
  async () => {
    const redis = await TestRedis.start();
    const { file, remove } = await bundle("./replica-program.ts");
    onTestFinished(remove);
    const ports = [await freePort(), await freePort(), await freePort()];
    const begin = async (port: number): Promise<Child> => {
      const child = startChild(file, { REDIS_URL: redis.url, LLMBRICK_PORT: String(port) });
      await child.prints(/"message":"Redis is there"/);
      return child;
    };
    const [killed, stopped] = (await Promise.all(ports.map(begin))) as [Child, Child, Child];
    // The last one has the name that the generated configuration knows.
    const [one, two, last] = ports as [number, number, number];
    const names = [`127.0.0.1:${one}`, `127.0.0.1:${two}`, "server:9000"];
    const servers = names.map((name) => `server ${name} max_fails=0;`).join(" ");
    const text = `upstream replicas { ${servers} }
        server {
          listen 80;
          location / {
            proxy_pass http://replicas;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_buffering off;
            proxy_connect_timeout 1s;
            proxy_read_timeout 4s;
          }
        }`;
    await through(realPrograms(), nginx, { text, gzip: false, upstream: last }, async (address) => {
      const url = new URL("/chat/completions", address(false)).href;
      const all = Array.from({ length: clients }, (_, number) => ask(url, number, 40 + number * 7));
      const whole = Array.from({ length: events }, (_, index) => `${index + 1} `).join("");

      await killed.prints(/"status":200/);
      killed.kill("SIGKILL");
      await killed.exited;
      const again = begin(one);
      await stopped.prints(/"status":200/);
      stopped.kill("SIGSTOP");
      await (await again).prints(/"status":200/);
      const first = await Promise.race(all);
      stopped.kill("SIGCONT");

      const got = [first, ...(await Promise.all(all))];
      for (const { text, error } of got) {
        expect(whole.startsWith(text)).toBe(true);
        expect(error).toBe(text === whole ? undefined : "Answer broken off");
      }
      // Of three replicas, one was left alone.
      expect(got.filter(({ text }) => text === whole).length).toBeGreaterThan(0);
      expect(got.filter(({ error }) => error !== undefined).length).toBeGreaterThan(0);
    });
    expect.hasAssertions();
  },
);

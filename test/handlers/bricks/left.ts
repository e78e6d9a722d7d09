import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import type { Platform } from "../platforms/platform.ts";
import { frame } from "./grpc-server.ts";

/** Holds a platform's server of bricks to callers that leave. `source`: its bricks, which say when they are asked and left. */
export function leftBricks(platform: Platform, file: string, source: string): void {
  test.each(["Unary", "OutputStreaming"])(
    `that the caller of a brick leaves is no error: %s, ${platform.name}`,
    async (method) => {
      const folder = await mkdtemp(join(tmpdir(), "create-llmbrick-sse-test-"));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      await platform.write(folder, "brick");
      await writeFile(join(folder, file), source);
      const server = execa(platform.server[0], [file], {
        cwd: folder,
        all: true,
        reject: false,
        buffer: false,
      });
      onTestFinished(() => void server.kill("SIGKILL"));
      const lines = server.iterable({ from: "all" });
      const next = async () => String((await lines.next()).value);

      const port = /:(\d+): llm$/.exec(await next())?.[1];
      const session = connect(`http://127.0.0.1:${port}`);
      onTestFinished(() => session.destroy());
      const path = `/protocols.grpc.llm.LLMService/${method}`;
      const headers = {
        ":method": "POST",
        ":path": path,
        te: "trailers",
        "content-type": "application/grpc",
      };
      const call = session.request(headers).on("error", () => {});
      call.end(frame(Buffer.alloc(0)));
      expect(await next()).toBe("asked");
      call.close(8);
      expect(await next()).toBe("left");
      session.close();
      server.kill("SIGTERM");
      const { value: more } = await lines.next();
      expect(more).toBeUndefined();
    },
  );
}

import type { INestApplication, ModuleMetadata } from "@nestjs/common";
import { APP_GUARD } from "@nestjs/core";
import { ThrottlerGuard, ThrottlerModule } from "@nestjs/throttler";
import helmet from "helmet";
import { describe, expect, test } from "vitest";
import { LLMBrickModule } from "../../../templates/nest/src/llmbrick/server.ts";
import { request } from "../../support/client.ts";
import { ask } from "../../support/http.ts";
import { options } from "../endpoint-of-one-event.ts";
import { answersTo, get, sent } from "../raw-requests.ts";
import { adapters, listening, OwnErrors } from "./own-application.ts";

const requests = [
  get("GET /mine"),
  get("GET /mine", { Host: "elsewhere.example", Origin: "https://app.example" }),
  get("HEAD /mine"),
  get("OPTIONS /mine", { Origin: "https://app.example", "Access-Control-Request-Method": "GET" }),
  get("GET /ai/mine"),
  get("GET /ai"),
  get("GET /ai/nothing"),
  get("PUT /ai/mine"),
  get("GET /nothing"),
  get("GET /%zz"),
  get("GET /boom"),
  sent("/echo", "application/json", '{"a":1}'),
  sent("/echo", "application/json", '{"a":'),
  sent("/echo", "application/json", JSON.stringify("x".repeat(150_000))),
  sent("/echo", "application/x-www-form-urlencoded", "a=1"),
  sent("/echo", "text/plain", "a"),
  sent("/echo", "no type", "a"),
];

const withAll = (app: INestApplication) => {
  app.use(helmet());
  app.enableCors({ origin: "https://app.example" });
  app.useGlobalFilters(new OwnErrors());
};
const throttler: ModuleMetadata = {
  imports: [ThrottlerModule.forRoot([{ ttl: 60_000, limit: 100 }])],
  providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
};
const ours = () => LLMBrickModule.forRoot({ prefix: "/ai", ...options() });

describe.each(Object.entries(adapters))("an application of Nest's, on %s", (name, adapter) => {
  /** Answers, but for how long a limit holds. */
  const answersOf = async (imports: ModuleMetadata["imports"] = []) => {
    const metadata = { ...throttler, imports: [...imports, ...(throttler.imports ?? [])] };
    const url = await listening(adapter(), metadata, withAll);
    const answers = await answersTo(requests, Number(new URL(url).port));
    return answers.map((answer) => answer.replace(/^x-ratelimit-reset: .*\r\n/im, ""));
  };

  test("answers as before, byte for byte, with our module in it", async () => {
    const before = await answersOf();
    expect(before.every((answer) => answer.includes("HTTP/1.1 "))).toBe(true);
    expect(await answersOf([ours()])).toEqual(before);
  });

  test("reads bodies first, as the README says, unless it is told not to", async () => {
    const url = await listening(adapter(), { imports: [ours()] });
    const path = "/ai/chat/completions";
    const large = { ...request, toolChoice: "x".repeat(1_500_000) };
    expect(await ask(url, { path, body: '{"a":' })).toMatchObject({ status: 400 });
    expect(await ask(url, { path, body: large })).toMatchObject({ status: 413 });

    const wide = await listening(adapter(), { imports: [ours()] }, (app) =>
      (app as unknown as { useBodyParser(type: string, options: object): void }).useBodyParser(
        name === "Express" ? "json" : "application/json",
        name === "Express" ? { limit: "2mb" } : { bodyLimit: 2_097_152 },
      ),
    );
    expect(await ask(wide, { path, body: large })).toMatchObject({ status: 200 });
  });
});

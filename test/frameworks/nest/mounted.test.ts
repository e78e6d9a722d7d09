import {
  type CallHandler,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  type INestApplication,
  Inject,
  Injectable,
  type MiddlewareConsumer,
  Module,
  type NestInterceptor,
  type NestModule,
  RequestMethod,
  UnauthorizedException,
  UseGuards,
  ValidationPipe,
  VersioningType,
} from "@nestjs/common";
import { APP_GUARD, APP_INTERCEPTOR, RouterModule } from "@nestjs/core";
import { DocumentBuilder, SwaggerModule } from "@nestjs/swagger";
import { ThrottlerGuard, ThrottlerModule } from "@nestjs/throttler";
import helmet from "helmet";
import { map, type Observable } from "rxjs";
import { describe, expect, test } from "vitest";
import type { ResolvedConfig } from "../../../templates/core/src/llmbrick/config/config.ts";
import { RequireKey } from "../../../templates/nest/src/llmbrick/require-key.ts";
import { CONFIG, LLMBrickModule } from "../../../templates/nest/src/llmbrick/server.ts";
import { readEventStream } from "../../support/event-stream.ts";
import { ask } from "../../support/http.ts";
import { options } from "../endpoint-of-one-event.ts";
import { adapters, application, listening, OwnErrors } from "./own-application.ts";

const ours = (changes = {}) => LLMBrickModule.forRoot({ prefix: "/ai", ...options(), ...changes });
const path = "/ai/chat/completions";
const key = (name: string) => ({ env: { LLMBRICK_API_KEYS: name } });
const as = (name: string) => ({ headers: { Authorization: `Bearer ${name}` } });

@Injectable()
class OwnGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest().headers["x-user"] === undefined)
      throw new UnauthorizedException("Who?");
    return true;
  }
}

describe.each(Object.entries(adapters))(
  "an application of Nest's, on %s, with our routes in it",
  (_name, adapter) => {
    test.each<[string, Parameters<typeof application>[1], (app: INestApplication) => unknown]>([
      ["APP_GUARD", { providers: [{ provide: APP_GUARD, useClass: OwnGuard }] }, () => {}],
      ["useGlobalGuards", {}, (app) => app.useGlobalGuards(new OwnGuard())],
    ])("has its guards before ours, and its filters behind them: %s", async (_name, metadata, set) => {
      const url = await listening(adapter(), { imports: [ours(key("key-1"))], ...metadata }, set, (app) =>
        app.useGlobalFilters(new OwnErrors()),
      );
      expect(await ask(url, { path })).toMatchObject({ status: 401, text: '{"own":"Who?"}' });
      expect(await ask(url, { path, headers: { "X-User": "me" } })).toMatchObject({
        status: 401,
        text: expect.stringContaining("API key"),
      });
      expect(
        await ask(url, { path, headers: { "X-User": "me", Authorization: "Bearer key-1" } }),
      ).toMatchObject({
        status: 200,
      });
      expect(await ask(url, { path: "/ai/no", method: "GET" })).toMatchObject({
        status: 404,
        text: expect.stringContaining("own"),
      });
      expect(await ask(url, { path: "/boom", method: "GET", headers: { "X-User": "me" } })).toMatchObject({
        status: 500,
        text: '{"own":"boom"}',
      });
    });

    test("has its interceptors, pipes and middleware round our routes", async () => {
      const seen: string[] = [];
      @Injectable()
      class OwnInterceptor implements NestInterceptor {
        intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
          seen.push("interceptor");
          const response = context.switchToHttp().getResponse();
          (response.header ?? response.setHeader).call(response, "X-Interceptor", "1");
          return next.handle().pipe(map(() => "instead of ours"));
        }
      }
      @Module({})
      class MiddlewareModule implements NestModule {
        configure(consumer: MiddlewareConsumer) {
          consumer
            .apply(
              (
                _request: unknown,
                response: { setHeader(name: string, value: string): void },
                next: () => void,
              ) => {
                seen.push("middleware");
                response.setHeader("X-Middleware", "1");
                next();
              },
            )
            .forRoutes("{*all}");
        }
      }
      const url = await listening(
        adapter(),
        {
          imports: [MiddlewareModule, ours()],
          providers: [{ provide: APP_INTERCEPTOR, useClass: OwnInterceptor }],
        },
        (app) => app.useGlobalPipes({ transform: (value: unknown) => value }),
      );
      const { status, headers, text } = await ask(url, { path });
      expect([status, readEventStream(text).length]).toEqual([200, 1]);
      expect(headers).toMatchObject({ "x-interceptor": "1", "x-middleware": "1" });
      expect(seen).toEqual(["middleware", "interceptor"]);
    });

    test("takes the configuration into its own modules, and our guard on its own routes", async () => {
      @Controller("models")
      @UseGuards(RequireKey)
      class ModelsController {
        @Inject(CONFIG)
        private readonly config!: ResolvedConfig;

        @Get()
        list() {
          return this.config.allowedModels;
        }
      }
      @Module({ controllers: [ModelsController] })
      class ModelsModule {}
      const url = await listening(adapter(), { imports: [ModelsModule, ours(key("key-1"))] });
      expect(await ask(url, { method: "GET", path: "/models" })).toMatchObject({ status: 401 });
      const { status, text } = await ask(url, { method: "GET", path: "/models", ...as("key-1") });
      expect([status, JSON.parse(text)]).toEqual([200, expect.arrayContaining(["gpt-4o"])]);
    });

    test("has two of them with different settings, and which one a module imports is the one it gets", async () => {
      const second = LLMBrickModule.forRoot({ ...options(key("key-b")), prefix: "/b" });
      @Controller("guarded")
      @UseGuards(RequireKey)
      class GuardedController {
        @Get()
        get() {
          return "in";
        }
      }
      @Module({ imports: [second], controllers: [GuardedController] })
      class GuardedModule {}
      const url = await listening(adapter(), { imports: [ours(key("key-a")), GuardedModule] });
      expect(await ask(url, { path, ...as("key-a") })).toMatchObject({ status: 200 });
      expect(await ask(url, { path, ...as("key-b") })).toMatchObject({ status: 401 });
      expect(await ask(url, { path: "/b/chat/completions", ...as("key-a") })).toMatchObject({ status: 401 });
      expect(await ask(url, { path: "/b/chat/completions", ...as("key-b") })).toMatchObject({ status: 200 });
      expect(await ask(url, { method: "GET", path: "/guarded", ...as("key-a") })).toMatchObject({
        status: 401,
      });
      expect(await ask(url, { method: "GET", path: "/guarded", ...as("key-b") })).toMatchObject({
        status: 200,
      });
    });

    test.each<[string, (app: INestApplication) => unknown, string]>([
      ["a global prefix", (app) => app.setGlobalPrefix("api"), "/api/ai"],
      [
        "a global prefix that leaves us out",
        (app) => app.setGlobalPrefix("api", { exclude: [{ path: "ai/{*rest}", method: RequestMethod.ALL }] }),
        "/ai",
      ],
      ["versions in the path", (app) => app.enableVersioning({ type: VersioningType.URI }), "/ai"],
      [
        "a version that all have",
        (app) => app.enableVersioning({ type: VersioningType.URI, defaultVersion: "2" }),
        "/v2/ai",
      ],
      [
        "a global prefix and a version",
        (app) =>
          app.setGlobalPrefix("api").enableVersioning({ type: VersioningType.URI, defaultVersion: "1" }),
        "/api/v1/ai",
      ],
      [
        "a version in a header",
        (app) => app.enableVersioning({ type: VersioningType.HEADER, header: "X-Version" }),
        "/ai",
      ],
    ])("has them below %s", async (_name, set, prefix) => {
      const url = await listening(adapter(), { imports: [ours(key("key-1"))] }, set);
      expect(await ask(url, { path: `${prefix}/chat/completions`, ...as("key-1") })).toMatchObject({
        status: 200,
      });
      expect(await ask(url, { path: `${prefix}/chat/completions` })).toMatchObject({ status: 401 });
      expect(await ask(url, { path: `${prefix}/chat/completions/` })).toMatchObject({ status: 307 });
      expect(await ask(url, { path: `${prefix}/healthz` })).toMatchObject({ status: 405 });
      const { text } = await ask(url, { method: "GET", path: `${prefix}/openapi.json` });
      expect(JSON.parse(text).servers).toEqual([{ url: prefix }]);
    });

    test("has its headers and limits on our answers", async () => {
      const url = await listening(
        adapter(),
        {
          imports: [ThrottlerModule.forRoot([{ ttl: 60_000, limit: 2 }]), ours()],
          providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
        },
        (app) => {
          app.use(helmet());
          app.enableCors({ origin: "https://app.example" });
          app.useGlobalPipes(
            new (class extends ValidationPipe {
              protected override loadValidator() {
                return {} as never;
              }
              protected override loadTransformer() {
                return {} as never;
              }
            })(),
          );
        },
      );
      const { status, headers } = await ask(url, { path });
      expect([status, headers]).toMatchObject([
        200,
        {
          "strict-transport-security": expect.any(String),
          "x-ratelimit-remaining": "1",
          "access-control-allow-origin": "https://app.example",
        },
      ]);
      const asked = { Origin: "https://app.example", "Access-Control-Request-Method": "POST" };
      expect(await ask(url, { method: "OPTIONS", path, headers: asked })).toMatchObject({ status: 204 });
      expect(await ask(url, { path, body: {} })).toMatchObject({ status: 422 });
      expect(await ask(url, { path })).toMatchObject({ status: 429 });
    });

    test("leaves them out of its own description, and describes them at /openapi.json", async () => {
      const app = await application(adapter(), { imports: [ours()] });
      const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
      expect(Object.keys(paths)).toEqual(["/mine", "/ai/mine", "/echo", "/boom"]);
    });

    test("says of a setting that is none which one it is", () => {
      expect(() => ours({ config: { maxBodyBytes: -1 } })).toThrow("config.maxBodyBytes");
    });

    test("has them where RouterModule puts them", async () => {
      const imports = [
        LLMBrickModule.forRoot(options()),
        RouterModule.register([{ path: "outer", children: [{ path: "ai", module: LLMBrickModule }] }]),
      ];
      const url = await listening(adapter(), { imports });
      expect(await ask(url, { path: "/outer/ai/chat/completions" })).toMatchObject({ status: 200 });
    });
  },
);

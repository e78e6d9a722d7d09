import "reflect-metadata";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  All,
  Controller,
  type DynamicModule,
  Inject,
  Module,
  NotFoundException,
  type OnModuleDestroy,
  Req,
  Res,
  type Type,
} from "@nestjs/common";
import { Endpoint, endpointOf, type ModuleOptions } from "./http/endpoint.ts";
import { pathBelow, pathOf } from "./http/exchange.ts";
import { Runtime } from "./http/runtime.ts";
import { serve } from "./http/send.ts";

/** Injects the configuration in force: `@Inject(CONFIG)`. */
export const CONFIG = Symbol("CONFIG");

/** The server's routes as a module, for an application of yours: `imports: [LLMBrickModule.forRoot({ config, handler })]`. */
@Module({})
export class LLMBrickModule implements OnModuleDestroy {
  @Inject(Endpoint)
  private readonly endpoint!: Endpoint;

  /** `prefix`: the path of its controller, below the application's global one. */
  static forRoot(options: ModuleOptions): DynamicModule {
    const endpoint = endpointOf(options);
    return {
      module: LLMBrickModule,
      global: true,
      controllers: [controllerOf(endpoint, options.prefix)],
      providers: [
        { provide: Endpoint, useValue: endpoint },
        { provide: Runtime, useValue: endpoint.runtime },
        { provide: CONFIG, useValue: endpoint.config },
      ],
      exports: [CONFIG, Runtime],
    };
  }

  onModuleDestroy(): Promise<void> {
    return this.endpoint.close();
  }
}

/** Fastify's request and reply hold Node's own, where Express' are these. */
type Incoming = IncomingMessage & {
  raw?: IncomingMessage;
  body?: unknown;
  route?: { path: string };
  routeOptions?: { url: string };
};
type Outgoing = ServerResponse & { raw?: ServerResponse; hijack?: () => void };

function controllerOf(endpoint: Endpoint, prefix = ""): Type {
  const { runtime } = endpoint;
  const paths = [...runtime.routes.keys()].map(patternOf);
  /** What of a route of Nest's is before ours: its global prefix, the paths of modules, the prefix. */
  const mountOf = ({ route, routeOptions }: Incoming): string => {
    const whole = (route?.path ?? routeOptions?.url ?? "").replaceAll("\\", "").replace(/\*rest$/, "*");
    const ends = whole.split("/").map((_, index, parts) => `/${parts.slice(index + 1).join("/")}`);
    const own = ends.find((end) => end !== "/" && runtime.routes.has(end)) ?? "";
    return whole.slice(0, whole.length - own.length);
  };

  class LLMBrickController {
    answer(request: Incoming, response: Outgoing): void {
      const incoming = request.raw ?? request;
      // A server of ours has them at its root, and answers what Nest takes for one of them: Nest ignores capitals, say.
      const isAlone = runtime.hasBegun(incoming);
      const path = isAlone ? pathOf(incoming.url ?? "") : pathBelow(mountOf(request), incoming.url);
      if (!runtime.knows(path)) {
        if (isAlone) return void serve(runtime, incoming, response);
        throw new NotFoundException();
      }
      if (response.raw && response.hijack) {
        for (const [name, value] of Object.entries(response.getHeaders())) {
          if (value !== undefined) response.raw.setHeader(name, value);
        }
        Object.assign(incoming, { body: request.body });
        response.hijack();
      }
      endpoint.handle(incoming, response.raw ?? response, path);
    }
  }

  // What decorators would do, if they could know the paths.
  const { prototype } = LLMBrickController;
  Controller(prefix)(LLMBrickController);
  // As @ApiExcludeController() of @nestjs/swagger: to it, each route would have all methods. /openapi.json tells of them.
  Reflect.defineMetadata("swagger/apiExcludeController", [true], LLMBrickController);
  All(paths)(prototype, "answer", Object.getOwnPropertyDescriptor(prototype, "answer") as PropertyDescriptor);
  Req()(prototype, "answer", 0);
  Res()(prototype, "answer", 1);
  return LLMBrickController;
}

/** A path of ours as Nest takes it: nothing in it means a pattern, but that it is for all paths below. */
const patternOf = (path: string) =>
  path.replace(/\/\*$|[^\w./-]/g, (part) => (part === "/*" ? "/*rest" : `\\${part}`));

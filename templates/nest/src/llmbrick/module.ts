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
import { pathOf } from "./http/exchange.ts";
import { Runtime } from "./http/runtime.ts";

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
type Incoming = IncomingMessage & { raw?: IncomingMessage; body?: unknown };
type Outgoing = ServerResponse & { raw?: ServerResponse; hijack?: () => void };

function controllerOf(endpoint: Endpoint, prefix = ""): Type {
  const { runtime } = endpoint;
  const paths = [...runtime.routes.keys()].map(literal);

  class LLMBrickController {
    answer(request: Incoming, response: Outgoing): void {
      const incoming = request.raw ?? request;
      const path = pathsEnding(incoming.url).find((end) => runtime.knows(end));
      // Nest's routes ignore capitals, say.
      if (path === undefined) throw new NotFoundException();
      if (response.raw && response.hijack) {
        response.raw.setHeaders(new Headers(Object.entries(response.getHeaders()) as [string, string][]));
        Object.assign(incoming, { body: request.body });
        response.hijack();
      }
      endpoint.handle(incoming, response.raw ?? response, path);
    }
  }

  // What decorators would do, if they could know the paths.
  const { prototype } = LLMBrickController;
  Controller(prefix)(LLMBrickController);
  All(paths)(prototype, "answer", Object.getOwnPropertyDescriptor(prototype, "answer") as PropertyDescriptor);
  Req()(prototype, "answer", 0);
  Res()(prototype, "answer", 1);
  return LLMBrickController;
}

/** A path in which no character means a pattern. */
const literal = (path: string) => path.replace(/[^\w./-]/g, "\\$&");

/** The ends of a target's path, the longest first: Nest does not tell what is before the routes of a module. */
function pathsEnding(target = ""): string[] {
  const parts = pathOf(target).split("/");
  return parts.map((_, index) => `/${parts.slice(index + 1).join("/")}`);
}

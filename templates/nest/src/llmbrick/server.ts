import "reflect-metadata";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { All, Controller, Inject, Module, type ModuleMetadata, Req, Res } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ExpressAdapter, type NestExpressApplication } from "@nestjs/platform-express";
import { Runtime } from "./http/runtime.ts";
import { serve } from "./http/send.ts";
import { NodeServer } from "./lifecycle/node-server.ts";
import { LLMBrickModule } from "./module.ts";
import { nestLogger } from "./nest-logger.ts";

export { CONFIG, LLMBrickModule } from "./module.ts";

type Imports = NonNullable<ModuleMetadata["imports"]>;

/** The adapter for NestJS on Express. Your middleware, guards and interceptors run for every request. */
export class SSEServer extends NodeServer {
  /** Modules of your own, added before `app` is asked for. Their routes come before the server's: a route of yours wins. */
  readonly imports: Imports = [];
  #app: Promise<NestExpressApplication> | undefined;

  /** Nest's application. It is set up when it is first asked for, and initialised by `listen()`. */
  get app(): Promise<NestExpressApplication> {
    this.#app ??= this.#create();
    return this.#app;
  }

  #create(): Promise<NestExpressApplication> {
    const ours = LLMBrickModule.forRoot({ endpoint: this.endpoint });
    const root = { module: RootModule, imports: [...this.imports, ours, RestModule] };
    const adapter = new ExpressAdapter();
    adapter.initHttpServer = () => adapter.setHttpServer(this.server);
    const logger = nestLogger(this.runtime.logger);
    return NestFactory.create(root, adapter, { logger, abortOnError: false });
  }

  protected override async mount(): Promise<RequestListener> {
    const app = await this.app;
    app.disable("x-powered-by");
    await app.init();
    return app.getHttpAdapter().getInstance();
  }

  override async close(grace?: number): Promise<void> {
    await super.close(grace);
    await (await this.#app)?.close();
  }
}

/** Answers what is no route, so that guards and interceptors see it too. */
@Controller()
class RestController {
  @Inject(Runtime)
  private readonly runtime!: Runtime;

  @All("{*path}")
  answer(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    return serve(this.runtime, request, response);
  }
}

@Module({ controllers: [RestController] })
class RestModule {}

@Module({})
class RootModule {}

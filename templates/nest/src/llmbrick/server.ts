import "reflect-metadata";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { ModuleMetadata } from "@nestjs/common";
import { All, Controller, Inject, Module, Req, Res } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ExpressAdapter, type NestExpressApplication } from "@nestjs/platform-express";
import { Runtime } from "./http/runtime.ts";
import { serve } from "./http/send.ts";
import { NodeServer, type SSEServerOptions } from "./lifecycle/node-server.ts";
import { nestLogger } from "./nest-logger.ts";

/** Injects the configuration in force: `@Inject(CONFIG)`. */
export const CONFIG = Symbol("CONFIG");

export interface NestServerOptions extends SSEServerOptions {
  /** Modules of your own. Their routes come before the server's: a route of yours wins. */
  imports?: NonNullable<ModuleMetadata["imports"]>;
}

/** The adapter for NestJS on Express. Your middleware, guards and interceptors run for every request. */
export class SSEServer extends NodeServer {
  readonly #imports: NonNullable<ModuleMetadata["imports"]>;
  #app: Promise<NestExpressApplication> | undefined;

  constructor({ imports = [], ...options }: NestServerOptions = {}) {
    super(options);
    this.#imports = imports;
  }

  /** Nest's application. It is set up when it is first asked for, and initialised by `listen()`. */
  get app(): Promise<NestExpressApplication> {
    this.#app ??= this.#create();
    return this.#app;
  }

  #create(): Promise<NestExpressApplication> {
    const providers = [
      { provide: Runtime, useValue: this.runtime },
      { provide: CONFIG, useValue: this.config },
    ];
    const ours = { module: ProtocolModule, global: true, providers, exports: [CONFIG, Runtime] };
    const root = { module: RootModule, imports: [...this.#imports, ours] };

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

@Controller()
class ProtocolController {
  @Inject(Runtime)
  private readonly runtime!: Runtime;

  @All("{*path}")
  answer(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    return serve(this.runtime, request, response);
  }
}

@Module({ controllers: [ProtocolController] })
class ProtocolModule {}

@Module({})
class RootModule {}

import "reflect-metadata";
import {
  type ArgumentsHost,
  Body,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  HttpException,
  type INestApplication,
  Module,
  type ModuleMetadata,
  Post,
} from "@nestjs/common";
import { type AbstractHttpAdapter, NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { onTestFinished } from "vitest";

/** What Nest runs on. */
export const adapters: Record<string, () => AbstractHttpAdapter> = {
  Express: () => new ExpressAdapter(),
  Fastify: () =>
    new FastifyAdapter({ forceCloseConnections: true, routerOptions: { ignoreTrailingSlash: true } }),
};

@Controller()
class OwnController {
  @Get(["mine", "ai/mine"])
  mine() {
    return { mine: true };
  }

  @Post("echo")
  echo(@Body() body: unknown) {
    return body ?? null;
  }

  @Get("boom")
  boom() {
    throw new Error("boom");
  }
}

/** Says of each error what it is, in words of the application's own. */
@Catch()
export class OwnErrors implements ExceptionFilter {
  catch(error: Error, host: ArgumentsHost) {
    const response = host.switchToHttp().getResponse();
    response.status(error instanceof HttpException ? error.getStatus() : 500).send({ own: error.message });
  }
}

/** Sets up an application with what is imported and provided, and routes of its own. Closed at the end of the test. */
export async function application(
  adapter: AbstractHttpAdapter,
  { imports = [], providers = [], controllers = [] }: ModuleMetadata,
  ...settings: ((app: INestApplication) => unknown)[]
): Promise<INestApplication> {
  @Module({ imports, providers, controllers: [OwnController, ...controllers] })
  class AppModule {}
  const app = await NestFactory.create(AppModule, adapter, { logger: false, abortOnError: false });
  onTestFinished(() => app.close());
  for (const set of settings) await set(app);
  return app;
}

/** The same, listening; gives where. */
export async function listening(...given: Parameters<typeof application>): Promise<string> {
  const app = await application(...given);
  await app.listen(0, "127.0.0.1");
  return app.getUrl();
}

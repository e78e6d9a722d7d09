import "reflect-metadata";
import {
  type ArgumentsHost,
  Body,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  HttpCode,
  HttpException,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  Post,
} from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import { json, type Response } from "express";
import { LLMBrickModule } from "../../../templates/nest/src/llmbrick/server.ts";
import { mountedAt, notFound, type Start } from "./application.ts";

@Controller()
class OwnController {
  @Get(["mine", "ai/mine"])
  mine() {
    return JSON.stringify("mine");
  }

  @Post("echo")
  @HttpCode(200)
  echo(@Body() body: unknown) {
    return body;
  }

  @Get("boom")
  boom() {
    throw new Error("boom");
  }
}

@Catch()
class OwnErrors implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost) {
    const response = host.switchToHttp().getResponse<Response>();
    const status = error instanceof HttpException ? error.getStatus() : 500;
    response.status(status).json(status === 404 ? notFound : "own error");
  }
}

export const start: Start = async (options) => {
  // Nest's own parser, ahead of all routes, would refuse bodies over 100 kB, in words of its own.
  @Module({
    imports: [LLMBrickModule.forRoot({ prefix: mountedAt, ...options })],
    controllers: [OwnController],
  })
  class OwnModule implements NestModule {
    configure(consumer: MiddlewareConsumer) {
      consumer.apply(json()).forRoutes("echo");
    }
  }
  const app = await NestFactory.create<NestExpressApplication>(OwnModule, {
    logger: false,
    abortOnError: false,
    bodyParser: false,
  });
  app.disable("x-powered-by");
  app.useGlobalFilters(new OwnErrors());
  await app.listen(0, "127.0.0.1");
  return { server: app.getHttpServer(), close: () => app.close() };
};

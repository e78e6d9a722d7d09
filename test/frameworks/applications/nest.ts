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
  Module,
  Post,
} from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import type { Response } from "express";
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
  @Module({
    imports: [LLMBrickModule.forRoot({ prefix: mountedAt, ...options })],
    controllers: [OwnController],
  })
  class OwnModule {}
  const app = await NestFactory.create(OwnModule, { logger: false, abortOnError: false });
  app.useGlobalFilters(new OwnErrors());
  await app.listen(0, "127.0.0.1");
  return { server: app.getHttpServer(), close: () => app.close() };
};

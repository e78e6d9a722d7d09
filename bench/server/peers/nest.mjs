// NestJS on Express: its own SSE, an observable of messages. Decorators are called, as JavaScript lacks them.
import "reflect-metadata";
import { Body, Controller, HttpCode, Module, RequestMethod, Sse } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { from, map } from "rxjs";
import { listening } from "../control.mjs";
import { events } from "../events.mjs";

class ChatController {
  answer(body) {
    return from(events(body)).pipe(map((data) => ({ type: "message", data })));
  }
}
const { prototype } = ChatController;
const descriptor = { value: prototype.answer };
Body()(prototype, "answer", 0);
HttpCode(200)(prototype, "answer", descriptor);
Sse("completions", { method: RequestMethod.POST })(prototype, "answer", descriptor);
Controller("chat")(ChatController);

class AppModule {}
Module({ controllers: [ChatController] })(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(0, "127.0.0.1");
listening(app.getHttpServer().address().port);

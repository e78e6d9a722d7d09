// NestJS alone, on Express: the answer goes out in one piece. Decorators are called, as JavaScript lacks them.
import "reflect-metadata";
import { Body, Controller, Header, HttpCode, Module, Post } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { listening } from "../control.mjs";
import { textOf } from "../events.mjs";

class ChatController {
  answer(body) {
    return textOf(body);
  }
}
const { prototype } = ChatController;
const descriptor = { value: prototype.answer };
Body()(prototype, "answer", 0);
Header("Content-Type", "text/event-stream")(prototype, "answer", descriptor);
HttpCode(200)(prototype, "answer", descriptor);
Post("completions")(prototype, "answer", descriptor);
Controller("chat")(ChatController);

class AppModule {}
Module({ controllers: [ChatController] })(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(0, "127.0.0.1");
listening(app.getHttpServer().address().port);

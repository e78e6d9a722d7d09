import { Controller, Get, Inject, Module } from "@nestjs/common";
import type { ResolvedConfig } from "./llmbrick/config.ts";
import { CONFIG } from "./llmbrick/server.ts";

@Controller("models")
class ModelsController {
  @Inject(CONFIG)
  private readonly config!: ResolvedConfig;

  @Get()
  list() {
    return { models: this.config.allowedModels };
  }
}

@Module({ controllers: [ModelsController] })
export class AppModule {}

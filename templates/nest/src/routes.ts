import { Controller, Get, Inject, Module, UseGuards } from "@nestjs/common";
import type { ResolvedConfig } from "./llmbrick/config/config.ts";
import { RequireKey } from "./llmbrick/require-key.ts";
import { CONFIG } from "./llmbrick/server.ts";

@Controller("models")
@UseGuards(RequireKey)
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

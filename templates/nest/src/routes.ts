import { Controller, Get, Inject, Module, UseGuards } from "@nestjs/common";
import type { ResolvedConfig } from "./llmbrick/config/config.ts";
import { RequireKey } from "./llmbrick/require-key.ts";
import { CONFIG, type SSEServer } from "./llmbrick/server.ts";

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
class AppModule {}

/** Adds modules of your own to the server. */
export function mount(server: SSEServer): void {
  server.imports.push(AppModule);
}

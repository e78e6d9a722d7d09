import type { IncomingMessage } from "node:http";
import type { CanActivate, ExecutionContext } from "@nestjs/common";
import { HttpException, Inject, Injectable } from "@nestjs/common";
import { refuseKey } from "./http/own-routes.ts";
import { Runtime } from "./http/runtime.ts";

/** Guards routes of your own by the API keys, where any is set: `@UseGuards(RequireKey)`. */
@Injectable()
export class RequireKey implements CanActivate {
  @Inject(Runtime)
  private readonly runtime!: Runtime;

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request: IncomingMessage & { raw?: IncomingMessage } = http.getRequest();
    // On Fastify, it holds Node's own.
    const refused = refuseKey(this.runtime, request.raw ?? request);
    if (!refused) return true;
    const response: { header(name: string, value: string): void } = http.getResponse();
    for (const [name, value] of Object.entries(refused.headers)) response.header(name, value);
    throw new HttpException(JSON.parse(String(refused.body)), refused.status);
  }
}

import type { ServerResponse } from "node:http";
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
    const refused = refuseKey(this.runtime, http.getRequest());
    if (!refused) return true;
    http.getResponse<ServerResponse>().setHeaders(new Headers(refused.headers));
    throw new HttpException(JSON.parse(String(refused.body)), refused.status);
  }
}

import "./llmbrick/config/env.ts";
import { config } from "./config.ts";
import { handler } from "./handler.ts";
import { SSEServer } from "./llmbrick/server.ts";
import { routes } from "./routes.ts";

const server = new SSEServer({ config, handler });
server.app.use(routes(server));
await server.run();

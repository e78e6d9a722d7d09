import "./llmbrick/config/env.ts";
import { config } from "./config.ts";
import { handler } from "./handler.ts";
import { SSEServer } from "./llmbrick/server.ts";
import { mount } from "./routes.ts";

const server = new SSEServer({ config, handler });
mount(server);
await server.run();

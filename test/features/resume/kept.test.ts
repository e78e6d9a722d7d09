import { describeKept } from "./kept.ts";
import { startKeeping } from "./server.ts";

describeKept("in memory", async () => startKeeping);

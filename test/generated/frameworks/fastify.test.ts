import { testFramework } from "./matrix.ts";

testFramework("fastify");

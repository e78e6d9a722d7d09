import { testFramework } from "./matrix.ts";

testFramework("hono");

import { testFramework } from "./matrix.ts";

testFramework("koa");

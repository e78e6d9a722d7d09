import { testFramework } from "./matrix.ts";

testFramework("node");

import { testFramework } from "./matrix.ts";

testFramework("nest");

import { testFramework } from "./matrix.ts";

testFramework("express");

export * from "../../src/llmbrick/resume/client.ts";

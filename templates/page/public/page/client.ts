export * from "../../../core/src/llmbrick/client.ts";

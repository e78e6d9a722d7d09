#!/usr/bin/env node
import { main } from "./main.ts";
import { systemIo } from "./system-io.ts";

process.exitCode = await main(process.argv.slice(2), systemIo());

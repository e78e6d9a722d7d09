import { main } from "./main.ts";
import { systemIo } from "./system/system-io.ts";

// A program that is CommonJS, as the build makes it, can't wait here.
void main(process.argv.slice(2), systemIo()).then((exitCode) => {
  process.exitCode = exitCode;
});

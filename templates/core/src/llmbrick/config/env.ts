import { join } from "node:path";
import { projectFolder } from "../folders.ts";
import { readEnvFile } from "./env-file.ts";
import { words } from "./words.ts";

// Imported for its effect, before all else: the variables of the project's file `.env`, if there is one, join the
// environment. Those that are set already stay as they are, empty ones too.
const path = join(projectFolder, ".env");
try {
  const { variables, strangeLines } = readEnvFile(path);
  // Of a name that comes twice, a map keeps the last value.
  for (const [name, value] of new Map(variables)) process.env[name] ??= value;
  if (strangeLines.length > 0) {
    const fault = words.strangeLines(strangeLines.map(({ number }) => number));
    // A setting of ours that is not in force may be the keys.
    if (strangeLines.some(({ text }) => text.includes("LLMBRICK_"))) throw new Error(fault);
    console.warn(`${path}: ${fault}`);
  }
} catch (error) {
  console.error(words.envFileFault(path, (error as Error).message));
  process.exit(1);
}

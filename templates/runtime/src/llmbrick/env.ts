import { existsSync } from "node:fs";

// Imported for its effect, before all else: the variables of a file `.env`, if there is one, join the environment.
// Those that are set already stay as they are.
if (existsSync(".env")) process.loadEnvFile(".env");

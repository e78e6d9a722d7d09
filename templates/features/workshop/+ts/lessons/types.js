// Lets Node run TypeScript: by the package tsx, which an install brings, or from 22.18 on by itself.
import { readFileSync } from "node:fs";

try {
  await import("tsx");
} catch {
  if (!process.features.typescript) {
    const words = JSON.parse(readFileSync(new URL("words.json", import.meta.url), "utf8"));
    console.error(words.needsPackages.replace("{0}", process.versions.node));
    process.exit(1);
  }
}

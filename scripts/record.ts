import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "../build/build.ts";
import { recordIn, recordings } from "./session/recordings.ts";
import { svgOf } from "./session/svg.ts";

// npm run record: a session in a terminal, as text and as a moving picture, for the README.

const docs = fileURLToPath(new URL("../docs", import.meta.url));

await build();
for (const recording of recordings) {
  const { file, title } = recording;
  const cwd = await mkdtemp(join(tmpdir(), "session-"));
  try {
    const { pictures, text } = await recordIn(cwd, recording, process.env as Record<string, string>);
    const svg = svgOf(pictures, title);
    await writeFile(join(docs, `${file}.txt`), text);
    await writeFile(join(docs, `${file}.svg`), svg);
    console.log(`docs/${file}.svg: ${pictures.length} pictures, ${Buffer.byteLength(svg)} bytes`);
  } finally {
    await rm(cwd, { recursive: true });
  }
}

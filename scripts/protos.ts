/**
 * Makes the typed code of the bricks' services, in the templates, from their .proto files there. The compiler is the one
 * that a Python project of this repository brings.
 */
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { emptyDir } from "fs-extra/esm";

const root = fileURLToPath(new URL("..", import.meta.url));
const layer = `${root}templates/handlers/brick/+node`;

/** Writes the code into a folder. */
export async function writeGenerated(folder: string): Promise<void> {
  await emptyDir(folder);
  const sources = await readdir(`${layer}/protos`);
  await execa(`${root}.cache/python/bin/python`, [
    ...["-m", "grpc_tools.protoc"],
    `--plugin=${root}node_modules/.bin/protoc-gen-es`,
    `--proto_path=${layer}/protos`,
    `--es_out=${folder}`,
    "--es_opt=target=ts,import_extension=ts",
    ...sources,
  ]);
  await execa({ cwd: root, preferLocal: true })`biome check --write --vcs-enabled=false ${folder}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeGenerated(`${layer}/src/bricks/generated`);

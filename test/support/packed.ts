import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

interface Packed {
  readonly filename: string;
  /** Bytes of the tarball. */
  readonly size: number;
  readonly files: readonly { path: string; mode: number }[];
}

/** Packs the program as it would be published, into the folder. Gives what npm says of it, and where it is. */
export async function packProgram(folder: string): Promise<Packed & { tarball: string }> {
  // The build that all tests use is packed as it is, so that no other test sees it being replaced.
  const { stdout } = await execa(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--pack-destination", folder],
    { cwd: fileURLToPath(new URL("../..", import.meta.url)) },
  );
  const [packed] = JSON.parse(stdout) as [Packed];
  return { ...packed, tarball: join(folder, packed.filename) };
}

import { copyFile, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { copy, pathExists } from "fs-extra/esm";

const cache = fileURLToPath(new URL("../../.cache/images", import.meta.url));
/** A store of our own, whose driver needs nothing of the kernel. */
const store = ["--root", join(cache, "store"), "--runroot", join(cache, "run"), "--storage-driver", "vfs"];

/** For the removal of an image or a container, all of whose files are copies: in milliseconds. */
export const REMOVAL = 300_000;

/** Runs buildah, as root and without a daemon. */
export const buildah = (command: string, ...args: string[]) =>
  execa("buildah", [...store, command, ...args], { all: true, reject: false });

/** As buildah, whose outcome has to be good. @throws Error with all that it has said */
export async function buildahDone(command: string, ...args: string[]): Promise<string> {
  const { exitCode, all, stdout } = await buildah(command, ...args);
  if (exitCode !== 0) throw new Error(`buildah ${command} failed:\n${all}`);
  return stdout.trim();
}

/** The images that the Dockerfiles start from. Debian 13 has the Python of one, npm the Node of the other. */
const NAMES = ["docker.io/library/node:24-slim", "docker.io/library/python:3.13-slim"];
const PACKAGES = "ca-certificates,python3,python3-pip,python3-venv";
const CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";

/** What tells the package managers of an image which registry and certificates this machine uses. */
async function environment(): Promise<Record<string, string>> {
  const { stdout: registry } = await execa`npm config get registry`;
  const files = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "PIP_CERT"].map((name) => [name, CERTIFICATES]);
  return {
    npm_config_registry: registry,
    YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, ""),
    ...Object.fromEntries(files),
  };
}

/** Makes the images that the Dockerfiles start from, of Debian's and npm's packages, unless they are there. */
export async function makeBaseImages(): Promise<void> {
  const { stdout } = await buildah("images", "--quiet", ...NAMES.slice(0, 1));
  if (stdout.trim() !== "") return;
  const root = join(cache, "root");
  if (!(await pathExists(join(root, "made")))) await makeRoot(root);
  const container = await buildahDone("from", "scratch");
  await buildahDone("add", "--quiet", container, root, "/");
  const variables = Object.entries(await environment());
  await buildahDone(
    "config",
    ...variables.flatMap(([name, value]) => ["--env", `${name}=${value}`]),
    container,
  );
  const [first = "", ...others] = NAMES;
  await buildahDone("commit", "--quiet", "--rm", container, first);
  for (const name of others) await buildahDone("tag", first, name);
}

async function makeRoot(root: string): Promise<void> {
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { recursive: true });
  await execa("debootstrap", ["--variant=minbase", `--include=${PACKAGES}`, "trixie", root]);
  const local = join(root, "usr/local");
  const tools = join(cache, "tools");
  await execa`npm install --no-save --prefix ${tools} node@24 npm@11`;
  await copyFile(join(tools, "node_modules/node/bin/node"), join(local, "bin/node"));
  await copy(join(tools, "node_modules/npm"), join(local, "lib/node_modules/npm"));
  for (const name of ["npm", "npx"])
    await symlink(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, "bin", name));
  // As in the image of Node, where the name is taken.
  await writeFile(join(local, "bin/yarn"), "");
  // As in the image of Python, whose pip installs beside the system's packages.
  await symlink("/usr/bin/python3", join(local, "bin/python"));
  await rm(join(root, "usr/lib/python3.13/EXTERNALLY-MANAGED"));
  await copyFile(process.env.NODE_EXTRA_CA_CERTS ?? CERTIFICATES, join(root, CERTIFICATES));
  await rm(join(root, "var/cache/apt/archives"), { recursive: true });
  await writeFile(join(root, "made"), "");
}

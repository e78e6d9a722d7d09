import { fileURLToPath } from "node:url";

/** The folder of a handler that tests are made for. */
export const handlerFolder = (name: "scripted" | "telling"): string =>
  fileURLToPath(new URL(`handlers/${name}`, import.meta.url));

/** The words after `python` that serve it by the package llmbrick alone. */
export const upstreamCommand = (name: "scripted" | "telling"): string[] => [
  fileURLToPath(new URL("upstream.py", import.meta.url)),
  handlerFolder(name),
];

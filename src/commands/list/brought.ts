import type { Content, Layers } from "../../plan/layers.ts";
import type { PlatformName } from "../../platforms/frameworks.ts";

/** Where a layer says which packages it brings to the projects of a platform, and by which names. */
const packagesIn: Readonly<Record<PlatformName, (files: Readonly<Record<string, Content>>) => string[]>> = {
  node: (files) => Object.keys(JSON.parse(files["package.json"]?.toString() ?? "{}").dependencies ?? {}),
  python: (files) =>
    Object.entries(files)
      .filter(([path]) => path.startsWith("pyproject.toml/"))
      .flatMap(([, text]) =>
        Array.from(text.toString().matchAll(/^ {2}"([\w.-]+)/gm), ([, name = ""]) => name),
      ),
};

/** The packages that some layers bring to the projects of each of these platforms. */
export function packagesOf(
  folders: readonly string[],
  platforms: readonly PlatformName[],
  layers: Layers<Content>,
) {
  const own = Object.entries(layers).filter(([name]) => folders.some((folder) => isOf(folder, name)));
  const packages = (platform: PlatformName) => [
    ...new Set(own.flatMap(([, files]) => packagesIn[platform](files))),
  ];
  return Object.fromEntries(platforms.map((platform) => [platform, packages(platform)]));
}

/** Whether a layer of this name is a folder's, or a part of it with conditions. */
export const isOf = (folder: string, name: string): boolean =>
  name === folder || name.startsWith(`${folder}/+`);

import type { Manifest } from "./manifest.ts";
import { type Compiler, namesSources } from "./tsconfig.ts";

/** What has Node run TypeScript in place of stripping types itself, as packages or parts of a command. */
const RUNNERS =
  /^(?:tsx|ts-node|@swc-node\/register|@oxc-node\/core|esbuild-register|jiti|sucrase)(?=$|[/@-])/;

/** What has Node load something else before the file that it is to run. */
const LOADERS = /^(?:--import|--loader|--experimental-loader|--require|-r)$/;

/**
 * Whether Node runs the application's TypeScript by itself: as scripts say that run one of its files, or else where
 * its compiler lets nothing through that can't be stripped, or where there is nothing else that could run it.
 * @param paths of the files that may be its main one
 */
export function stripsTypes(
  { scripts = {} }: Manifest,
  packages: readonly string[],
  compiler: Compiler | undefined,
  paths: readonly string[],
): boolean {
  const commands = Object.values(scripts)
    .flatMap((script) => script.replaceAll("\\", "/").split(/[;&|]/))
    .map((command) => command.split(/[\s"'=]+/));
  const starts = commands.filter((words) =>
    words.some((word) => /\.[cm]?ts$/.test(word) && paths.includes(word.replace(/^\.\//, ""))),
  );
  const hasRunner = (words: readonly string[]) => words.some((word) => RUNNERS.test(word));
  const isRunnerThere = hasRunner(packages);
  if (starts.length > 0)
    return starts.some(
      (words) =>
        words.includes("node") &&
        !(words.some((word) => LOADERS.test(word)) && (isRunnerThere || hasRunner(words))),
    );
  if (isRunnerThere) return false;
  if (!compiler) return !packages.includes("typescript");
  const { erasableSyntaxOnly, noEmit } = compiler.options;
  return erasableSyntaxOnly === true && noEmit === true && namesSources(compiler);
}

import type { Options } from "../options/table.ts";
import { frameworkOf } from "../platforms/frameworks.ts";
import type { Application } from "./application.ts";
import { linesFor } from "./lines.ts";
import { testScript } from "./package-fragment.ts";

/** What templates for applications may name besides. */
export const applicationView = (options: Options, application: Application) => ({
  lines: linesFor(options, application).join("\n"),
  publicPath: `${application.place}/public`,
  testPath: `${application.place}/${frameworkOf(options.framework).platform === "python" ? "tests" : "test"}`,
  testScript: testScript(application),
});

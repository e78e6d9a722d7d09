import type { Application } from "./application.ts";

type Packages = Readonly<Record<string, string>>;

/** What an application in TypeScript may lack; the compiler and the framework it has. */
const TOOLS = ["tsx", "@types/node"];

/** The script that runs the tests of the endpoint. */
export const testScript = ({ place }: Pick<Application, "place">): string =>
  `test:${place.slice(place.lastIndexOf("/") + 1)}`;

/**
 * What the package.json of an application needs: the packages of the handler and the features, and a script for the tests.
 * @param merged what the layers say
 * @param tests paths of the tests
 */
export function packageFragment(merged: string, tests: readonly string[], application: Application): string {
  const { form, runner } = application;
  const { dependencies, devDependencies = {} }: Readonly<Record<string, Packages>> = JSON.parse(merged);
  const isTypeScript = form.startsWith("ts");
  const tools = Object.entries(devDependencies).filter(
    ([name]) => isTypeScript && TOOLS.includes(name) && (name !== "tsx" || runner === "tsx"),
  );
  const test = [
    "node",
    ...(isTypeScript && runner === "tsx" ? ["--import tsx"] : []),
    "--test",
    ...tests,
  ].join(" ");
  const fragment = {
    scripts: { [testScript(application)]: test },
    ...(dependencies && { dependencies }),
    ...(tools.length > 0 && { devDependencies: Object.fromEntries(tools) }),
  };
  return `${JSON.stringify(fragment, null, 2)}\n`;
}

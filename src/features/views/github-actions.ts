import { handlerOf } from "../../handlers/index.ts";
import type { Options } from "../../options/table.ts";
import { managers } from "./managers.ts";

/** What a workflow of GitHub runs. */
export function githubActionsView({ handler, models, packageManager, path, prefix }: Options) {
  const { from, lock, install } = managers[packageManager];
  const { address, bricks } = handlerOf(handler);
  return {
    lock,
    install,
    managerStep: from === undefined ? "" : `      - run: npm install --global ${from}\n`,
    ciRequest: inWorkflow({
      model: models[0],
      messages: [{ role: "user", content: "Hello" }],
      sessionId: "s1",
    }),
    ciUrl: `http://127.0.0.1:8080${prefix}${path}`,
    // A model has no key there, or can't be reached: the answer is an error, which streams as any other.
    lastWords: (address ?? bricks) === undefined ? '"progress":"DONE"' : "event: error",
  };
}

/** JSON in which neither YAML nor GitHub finds anything of its own: letters of ASCII, and no start of an expression. */
const inWorkflow = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[^ -~]|\$(?=\{\{)/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

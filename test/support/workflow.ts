import { build } from "esbuild";
import { load } from "js-yaml";

export const WORKFLOW = ".github/workflows/ci.yaml";

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Workflow {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly defaults: { readonly run: { readonly shell: string; readonly "working-directory": string } };
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly Step[]; readonly permissions?: unknown }>
  >;
}

export const workflowOf = (files: ReadonlyMap<string, string>): Workflow =>
  load(files.get(WORKFLOW) ?? "") as Workflow;

/** The scripts that a job of a workflow runs, in their order. */
export const scriptsOf = (workflow: Workflow, job: string): readonly string[] =>
  workflow.jobs[job]?.steps.flatMap(({ run }) => run ?? []) ?? [];

/** As GitHub runs a script where a workflow names bash. */
export const BASH = ["--noprofile", "--norc", "-eo", "pipefail"];

/** GitHub's own parser of workflows, which imports JSON in the way of bundlers: so it is bundled. */
async function loadParser(): Promise<typeof import("@actions/workflow-parser")> {
  const { outputFiles } = await build({
    entryPoints: ["@actions/workflow-parser"],
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString("base64");
  return import(`data:text/javascript;base64,${code}`);
}

const { NoOperationTraceWriter, parseWorkflow } = await loadParser();

/** What GitHub has against a workflow. */
export function faultsIn(content: string): string[] {
  const { context } = parseWorkflow({ name: WORKFLOW, content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

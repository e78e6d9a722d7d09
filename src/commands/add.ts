import { refuseInApplications } from "../application/refuse.ts";
import { ownCommand } from "../command-line/same-again.ts";
import { UserError } from "../errors.ts";
import { featureNames } from "../features/rules.ts";
import { handlerNames } from "../handlers/index.ts";
import { flagOf } from "../options/names.ts";
import { pathOf } from "../path-of.ts";
import { changeProject } from "./change/change.ts";
import { putRight } from "./change/half-way.ts";
import { answersIn, type Project, readProject } from "./change/project.ts";
import { undo } from "./change/undo.ts";
import { type Choice, choiceOf, withChoice } from "./change/wish.ts";
import type { CommandReport, Run } from "./command.ts";
import { mayAsk } from "./may-ask.ts";

/** Adds features to a project or takes them out, or changes its handler; puts the endpoint into what is no project. */
export async function add(run: Run): Promise<CommandReport> {
  const { io, line } = run;
  const folder = pathOf(line.controls.into ?? ".", io);
  const names = line.operands ?? [];
  await putRight(run, folder);
  if (!(await answersIn(io, folder))) {
    return (await import("./adopt.ts")).adopt(run, folder, names);
  }
  const alien = (["framework", "prefix"] as const).find((name) => run.given[name] !== undefined);
  if (alien) throw new UserError("BAD_OPTIONS", ["notForProjects", flagOf(alien)], { hint: ["withoutIt"] });
  if (line.controls.undo) return undo(run, folder);
  const asked = names.length > 0 ? undefined : await ask(run, folder);
  const choice = ({ options }: Project): Choice => asked ?? choiceOf(options, names);
  return changeProject(run, folder, (project) => {
    const chosen = choice(project);
    if (project.options.application) refuseInApplications(chosen.features);
    return withChoice(io, project.options, chosen);
  });
}

async function ask({ io, t, line }: Run, folder: string): Promise<Choice> {
  if (!mayAsk(line, io)) {
    throw new UserError("BAD_OPTIONS", ["noNames"], {
      hint: ["noNamesHint", ownCommand(["add"], io), [...featureNames, ...handlerNames]],
    });
  }
  const { options } = await readProject(io, folder);
  return (await import("../interview/additions.ts")).askAdditions(io, t, options);
}

import { systemCode } from "../errors.ts";
import { handlerOf } from "../handlers/index.ts";
import { defaultPackageManager } from "../options/defaults.ts";
import { optionTable } from "../options/table.ts";
import { spelt } from "../plain.ts";
import { frameworkOf, type PlatformName } from "../platforms/frameworks.ts";
import { columnsOf, padColumns } from "../terminal/columns.ts";
import { styleOf } from "../terminal/style.ts";
import type { CommandReport, Run } from "./command.ts";
import { bricks } from "./doctor/bricks.ts";
import type { Check, CheckName, Finding, Status, Subject } from "./doctor/check.ts";
import { cache, disk, write } from "./doctor/folder.ts";
import { key, model } from "./doctor/model.ts";
import { proxy, registry } from "./doctor/network.ts";
import { port } from "./doctor/port.ts";
import { git, node, packageManager } from "./doctor/programs.ts";
import { isProject, project } from "./doctor/project.ts";
import { python } from "./doctor/python.ts";
import { pythonIndex } from "./doctor/python-index.ts";

/** Each check, in the order in which it is told. */
const checks: Readonly<Record<CheckName, Check>> = {
  node,
  packageManager,
  git,
  python,
  port,
  proxy,
  registry,
  disk,
  write,
  cache,
  key,
  model,
  bricks,
  project,
};

/** A Python project's packages come by other ways. */
const { packageManager: _npm, cache: _cache, ...others } = checks;
const checksOf: Readonly<Record<PlatformName, Partial<Record<CheckName, Check>>>> = {
  node: checks,
  python: { ...others, registry: pythonIndex },
};

interface NamedFinding extends Finding {
  readonly name: CheckName;
}

/** Finds out, all at once, what on this machine may keep a project from being made or started. */
export async function doctor({ io, t, given }: Run): Promise<CommandReport> {
  const {
    framework = optionTable.framework.default,
    packageManager = defaultPackageManager(io),
    port = optionTable.port.default,
  } = given;
  const { handler: name = optionTable.handler.default } = given;
  const handler = handlerOf(name);
  const subject: Subject = { io, t, options: { framework, packageManager, port, handler } };
  const all = Object.entries(checksOf[frameworkOf(framework).platform]) as [CheckName, Check][];
  const isNeeded: Partial<Record<CheckName, boolean>> = {
    cache: packageManager === "npm",
    key: handler.key !== undefined,
    model: handler.address !== undefined,
    bricks: handler.bricks !== undefined,
    project: await isProject(io),
  };
  const chosen = all.filter(([name]) => isNeeded[name] ?? true);
  const findings = await Promise.all(chosen.map(([name, check]) => examine(name, check, subject)));
  const exitCode = findings.some(({ status }) => status === "failed") ? 1 : 0;
  return { exitCode, text: textOf(findings, subject), document: { checks: findings } };
}

async function examine(name: CheckName, check: Check, subject: Subject): Promise<NamedFinding> {
  try {
    return { name, ...(await check(subject)) };
  } catch (error) {
    subject.io.signal.throwIfAborted();
    const code = systemCode(error);
    if (code === undefined) throw error;
    // The system does not tell everything everywhere.
    const found = subject.t.doctor.unknown(subject.t.reasons[code] ?? code);
    return { name, status: "warning", found };
  }
}

function textOf(findings: readonly NamedFinding[], { io, t }: Subject): string {
  const { paint } = styleOf(io, io.stdout);
  const colors = { ok: "green", warning: "yellow", failed: "red" } as const;
  const widthOf = (words: Record<string, string>) => Math.max(...Object.values(words).map(columnsOf));
  const [statusWidth, nameWidth] = [widthOf(t.doctor.statuses), widthOf(t.doctor.names)];
  const column = (status: Status) =>
    paint(colors[status], padColumns(t.doctor.statuses[status], statusWidth));
  return findings
    .flatMap(({ name, status, found, fix }) => [
      `${column(status)}  ${padColumns(t.doctor.names[name], nameWidth)}  ${spelt(found)}`,
      ...(fix === undefined ? [] : [`${" ".repeat(statusWidth + nameWidth + 4)}${spelt(fix)}`]),
    ])
    .join("\n");
}

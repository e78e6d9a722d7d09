import { systemCode } from "../errors.ts";
import { defaultPackageManager } from "../options/defaults.ts";
import { optionTable } from "../options/table.ts";
import { spelt } from "../plain.ts";
import { frameworkOf, type PlatformName } from "../platforms/frameworks.ts";
import { columnsOf, padColumns } from "../terminal/columns.ts";
import { styleOf } from "../terminal/style.ts";
import type { CommandReport, Run } from "./command.ts";
import type { CheckName, Finding, Patient, Probe, Status } from "./doctor/check.ts";
import { cache, disk, write } from "./doctor/folder.ts";
import { proxy, registry } from "./doctor/network.ts";
import { port } from "./doctor/port.ts";
import { git, node, packageManager } from "./doctor/programs.ts";
import { python } from "./doctor/python.ts";
import { pythonIndex } from "./doctor/python-index.ts";

/** Each check, in the order in which it is told. */
const probes: Readonly<Record<CheckName, Probe>> = {
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
};

/** A Python project's packages come by other ways. */
const { packageManager: _npm, cache: _cache, ...others } = probes;
const probesOf: Readonly<Record<PlatformName, Partial<Record<CheckName, Probe>>>> = {
  node: probes,
  python: { ...others, registry: pythonIndex },
};

interface Check extends Finding {
  readonly name: CheckName;
}

/** Finds out, all at once, what on this machine may keep a project from being made or started. */
export async function doctor({ io, t, given }: Run): Promise<CommandReport> {
  const {
    framework = optionTable.framework.default,
    packageManager = defaultPackageManager(io),
    port = optionTable.port.default,
  } = given;
  const patient: Patient = { io, t, options: { framework, packageManager, port } };
  const all = Object.entries(probesOf[frameworkOf(framework).platform]) as [CheckName, Probe][];
  const chosen = all.filter(([name]) => name !== "cache" || packageManager === "npm");
  const checks = await Promise.all(chosen.map(([name, probe]) => examine(name, probe, patient)));
  const exitCode = checks.some(({ status }) => status === "failed") ? 1 : 0;
  return { exitCode, text: textOf(checks, patient), document: { checks } };
}

async function examine(name: CheckName, probe: Probe, patient: Patient): Promise<Check> {
  try {
    return { name, ...(await probe(patient)) };
  } catch (error) {
    patient.io.signal.throwIfAborted();
    const code = systemCode(error);
    if (code === undefined) throw error;
    // The system does not tell everything everywhere.
    const found = patient.t.doctor.unknown(patient.t.reasons[code] ?? code);
    return { name, status: "warning", found };
  }
}

function textOf(checks: readonly Check[], { io, t }: Patient): string {
  const { paint } = styleOf(io, io.stdout);
  const colors = { ok: "green", warning: "yellow", failed: "red" } as const;
  const widthOf = (words: Record<string, string>) => Math.max(...Object.values(words).map(columnsOf));
  const [statusWidth, nameWidth] = [widthOf(t.doctor.statuses), widthOf(t.doctor.names)];
  const column = (status: Status) =>
    paint(colors[status], padColumns(t.doctor.statuses[status], statusWidth));
  return checks
    .flatMap(({ name, status, found, fix }) => [
      `${column(status)}  ${padColumns(t.doctor.names[name], nameWidth)}  ${spelt(found)}`,
      ...(fix === undefined ? [] : [`${" ".repeat(statusWidth + nameWidth + 4)}${spelt(fix)}`]),
    ])
    .join("\n");
}

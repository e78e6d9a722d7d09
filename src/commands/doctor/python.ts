import { findPython, TRY_VENV } from "../../effects/install-python.ts";
import { frameworkOf } from "../../platforms/frameworks.ts";
import { ask, type Finding, failed, LIMIT, ok, type Subject, silence, warning } from "./check.ts";

/** uv, or a Python that can make a virtual environment. Only Python projects need either. */
export async function python(subject: Subject): Promise<Finding> {
  const { io, t, options } = subject;
  const isNeeded = frameworkOf(options.framework).platform === "python";
  const fault = (found: string, fix: string) =>
    isNeeded ? failed(found, fix) : warning(found, t.doctor.onlyPython(fix));

  const signal = AbortSignal.timeout(LIMIT * 1000);
  const { tool, tooOld } = await findPython(io, { cwd: io.cwd, env: io.env, signal });
  if (signal.aborted) return fault(silence("Python", "late", t), t.errors.noPythonHint);
  if (!tool) return fault(t.errors.noPython(tooOld.join(", ")), t.errors.noPythonHint);
  if (tool.isUv) return ok(tool.version);

  const { status } = await ask(subject, [...tool.command, ...TRY_VENV]);
  const found = `${tool.command.join(" ")} (${tool.version})`;
  return status === "done" ? ok(found) : fault(t.doctor.noVenv(found), t.doctor.fixes.venv);
}

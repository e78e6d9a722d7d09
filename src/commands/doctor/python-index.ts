import { findPython } from "../../effects/install-python.ts";
import { UNTRUSTED } from "../../effects/run-install.ts";
import { ask, type Finding, failed, LIMIT, ok, type Subject, silence, warning } from "./check.ts";
import { redact } from "./redact.ts";

/** pip's option is in seconds; it gives up before we do. */
const ONCE = ["--disable-pip-version-check", "--retries=0", `--timeout=${LIMIT - 2}`];

/** Whether pip's index has the package that a Python project is made on, by pip's own way to it. */
export async function pythonIndex(subject: Subject): Promise<Finding> {
  const { io, t } = subject;
  const { fixes } = t.doctor;
  const limited = { cwd: io.cwd, env: io.env, signal: AbortSignal.timeout(LIMIT * 1000) };
  const { tool } = await findPython(io, limited, { takesUv: false });
  const command = tool?.command ?? ["python3"];
  const python = command.join(" ");
  const [setting, { status, output }] = await Promise.all([
    ask(subject, [...command, "-m", "pip", "config", "get", "global.index-url"]),
    ask(subject, [...command, "-m", "pip", "index", "versions", "llmbrick", ...ONCE]),
  ]);
  const configured = setting.status === "done" ? setting.output.trim() : "";
  const address = redact(io.env.PIP_INDEX_URL || configured) || t.doctor.usualIndex;
  if (status === "done") return ok(t.doctor.answers(address));
  if (status === "failed") {
    if (UNTRUSTED.test(output)) {
      return failed(t.doctor.unreachable(address, "CERTIFICATE_VERIFY_FAILED"), fixes.pythonCertificate);
    }
    const hasPip = !/No module named/.test(output);
    return hasPip
      ? failed(t.doctor.noLlmbrick(address), fixes.index)
      : warning(t.doctor.noPip(python), fixes.pip);
  }
  return warning(silence(python, status, t), status === "missing" ? t.errors.noPythonHint : fixes.index);
}

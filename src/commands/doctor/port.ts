import { type Finding, failed, ok, type Patient, warning } from "./check.ts";
import { ownerOf } from "./port-owner.ts";

/** How many ports after the wanted one are tried for one that is free. */
const NEIGHBOURS = 20;
const LAST_PORT = 65_535;

/** Whether a server can listen on the port, and if not, who does. */
export async function port(patient: Patient): Promise<Finding> {
  const { io, t, options } = patient;
  const wanted = options.port;
  const code = await io.tryPort(wanted);
  if (code === undefined) return ok(t.doctor.portFree(wanted));
  if (code === "EACCES") return failed(t.doctor.portRefused(wanted), t.doctor.fixes.lowPort);
  if (code !== "EADDRINUSE") return warning(t.doctor.unknown(code), t.doctor.fixes.otherPort(wanted + 1));

  const owner = await ownerOf(patient, wanted);
  const found = owner
    ? t.doctor.portTaken(wanted, owner.name, owner.pid)
    : t.doctor.portTakenByUnknown(wanted);
  return failed(found, t.doctor.fixes.otherPort(await freePort(patient, wanted)));
}

async function freePort({ io }: Patient, wanted: number): Promise<number> {
  for (let candidate = wanted + 1; candidate <= Math.min(wanted + NEIGHBOURS, LAST_PORT); candidate++) {
    if ((await io.tryPort(candidate)) === undefined) return candidate;
  }
  return wanted > LAST_PORT / 2 ? 9000 : wanted + NEIGHBOURS + 1;
}

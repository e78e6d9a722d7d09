import { type Finding, failed, ok, type Subject, warning } from "./check.ts";
import { ownerOf } from "./port-owner.ts";

/** How many ports after the wanted one are tried for one that is free. */
const NEIGHBOURS = 20;
/** Hyper-V and its like keep ports back by the hundred. */
const RESERVED_AT_ONCE = 100;
const LAST_PORT = 65_535;

/** Whether a server can listen on the port, and if not, who does. */
export async function port(subject: Subject): Promise<Finding> {
  const { io, t, options } = subject;
  const wanted = options.port;
  const code = await io.tryPort(wanted);
  if (code === undefined) return ok(t.doctor.portFree(wanted));
  if (code === "EACCES" && io.platform === "win32") {
    const free = await freePort(subject, wanted, RESERVED_AT_ONCE);
    return failed(t.doctor.portReserved(wanted), t.doctor.fixes.reservedPort(free));
  }
  if (code === "EACCES") return failed(t.doctor.portRefused(wanted), t.doctor.fixes.lowPort);
  if (code !== "EADDRINUSE") return warning(t.doctor.unknown(code), t.doctor.fixes.otherPort(wanted + 1));

  const owner = await ownerOf(subject, wanted);
  const found = owner
    ? t.doctor.portTaken(wanted, owner.name, owner.pid)
    : t.doctor.portTakenByUnknown(wanted);
  return failed(found, t.doctor.fixes.otherPort(await freePort(subject, wanted)));
}

/** The first port after the wanted one that is free; `step` is how far the next one to try is away. */
async function freePort({ io }: Subject, wanted: number, step = 1): Promise<number> {
  const last = wanted + NEIGHBOURS * step;
  for (let candidate = wanted + step; candidate <= Math.min(last, LAST_PORT); candidate += step) {
    if ((await io.tryPort(candidate)) === undefined) return candidate;
  }
  return wanted > LAST_PORT / 2 ? 9000 : last + 1;
}

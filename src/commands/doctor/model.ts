import { join } from "node:path";
import { parseEnv } from "node:util";
import { orAbsent } from "../../effects/or-absent.ts";
import { MOST_BY_HAND } from "../../effects/ordinary.ts";
import { type Check, failed, LIMIT, ok, type Subject, warning } from "./check.ts";
import { redact } from "./redact.ts";

/** Whether the variable of the handler's key has a value, which is never told. */
export const key: Check = async (subject) => {
  const { key: variable = "" } = subject.options.handler;
  const { doctor } = subject.t;
  if (subject.io.env[variable]) return ok(doctor.isSet(variable));
  if ((await envFile(subject))[variable]) return ok(doctor.isSetIn(variable, ".env"));
  return warning(doctor.isNotSet(variable), doctor.fixes.key(variable));
};

/** Whether anything answers where the handler asks its model. Any answer counts: without a key, most refuse. */
export const model: Check = async (subject) => {
  const { variable = "", usual = "", mayBePart } = subject.options.handler.address ?? {};
  const { doctor } = subject.t;
  const set = subject.io.env[variable] || (await envFile(subject))[variable];
  const given = set?.trim() || usual;
  // The SDKs append their paths to it, and Node takes no password in it: the handlers refuse either.
  const isFit = (mayBePart || /^https?:\/\//i.test(given)) && !/[@?#]/.test(given);
  const address = isFit ? fullAddress(given, usual) : undefined;
  const code = address === undefined ? "ERR_INVALID_URL" : await subject.io.tryAddress(address, LIMIT);
  const told = redact(address ?? set ?? "");
  return code === undefined
    ? ok(doctor.answers(told))
    : failed(doctor.unreachable(told, code), doctor.fixes.model(variable));
};

/** What a project's file sets, when this is its folder. What can't be read sets nothing. */
export async function envFile({ io }: Subject): Promise<Record<string, string | undefined>> {
  const path = join(io.cwd, ".env");
  const stats = await orAbsent(io.fs.stat(path));
  if (!stats?.isFile() || stats.size > MOST_BY_HAND) return {};
  return parseEnv((await io.fs.readFile(path, "utf8")).replace(/^\uFEFF/, ""));
}

/** An address that may leave out its protocol, its host and its port: `:11434`, `192.168.1.5`. */
function fullAddress(text: string, usual: string): string | undefined {
  if (/^https?:\/\//i.test(text)) return URL.canParse(text) ? text : undefined;
  const given = `http://${text.startsWith(":") ? new URL(usual).hostname : ""}${text}`;
  if (!URL.canParse(given)) return undefined;
  const address = new URL(given);
  address.port ||= new URL(usual).port;
  return address.href;
}

import { installEnvironment } from "../../effects/install.ts";
import { ask, type Finding, failed, LIMIT, ok, type Subject, silence, warning } from "./check.ts";
import { isAddress, redact } from "./redact.ts";

const PROXY_VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
const PROXY_SETTINGS = ["https-proxy", "proxy"];

/** The proxies that npm and others will use, from the environment and from npm's settings. */
export async function proxy(subject: Subject): Promise<Finding> {
  const { io, t } = subject;
  const settings = await npmSettings(subject, PROXY_SETTINGS);
  // To Windows, the two spellings are one variable.
  const variables = PROXY_VARIABLES.filter((name) => io.platform !== "win32" || name === name.toUpperCase());
  const byVariable = variables.flatMap((name) => (io.env[name] ? [[name, io.env[name]] as const] : []));
  const known = byVariable.map(([, value]) => withSlash(value));
  // What npm has from a variable is told once.
  const bySetting = [...settings].filter(([, value]) => value !== "" && !known.includes(withSlash(value)));
  const proxies = [...byVariable, ...bySetting.map(([name, value]) => [`npm ${name}`, value] as const)];
  if (proxies.length === 0) return ok(t.doctor.noProxy);
  const found = proxies.map(([name, value]) => `${name}=${redact(value)}`).join(", ");
  return proxies.every(([, value]) => isAddress(value)) ? ok(found) : failed(found, t.doctor.fixes.proxy);
}

const withSlash = (address: string): string => address.replace(/\/?$/, "/");

/** Whether npm's registry answers, by npm's own way to it: its proxy, its certificates, its credentials. */
export async function registry(subject: Subject): Promise<Finding> {
  const { io, t } = subject;
  const { fixes } = t.doctor;
  const ping = ["npm", "ping", "--fetch-retries=0", `--fetch-timeout=${(LIMIT - 2) * 1000}`] as const;
  const [settings, { status, output }] = await Promise.all([
    npmSettings(subject, ["registry"]),
    ask(subject, ping, installEnvironment(io.env)),
  ]);
  const address = redact(settings.get("registry") ?? "");
  if (status === "done") return ok(t.doctor.answers(address));
  if (status === "missing") return warning(silence("npm", status, t), fixes.noNpm);
  if (status === "late") return failed(silence("npm", status, t), fixes.network);

  const code = /\bcode (\S+)/.exec(output)?.[1] ?? "";
  const [, answer] = /^E(\d{3})$/.exec(code) ?? [];
  // Not every registry knows this request, but one that says so is there.
  if (answer?.startsWith("4") && answer !== "401" && answer !== "403") return ok(t.doctor.answers(address));
  if (answer === "401" || answer === "403") return failed(t.doctor.refuses(address, answer), fixes.login);
  if (/CERT|SSL|TLS|ISSUER/.test(code)) return failed(t.doctor.unreachable(address, code), fixes.certificate);
  return failed(t.doctor.unreachable(address, code), fixes.network);
}

/** Settings of npm's as an install would have them; those that are not set are left out. */
export async function npmSettings(subject: Subject, names: readonly string[]): Promise<Map<string, string>> {
  // With one name, npm would print the value alone.
  const command = ["npm", "config", "get", ...names, "registry"] as const;
  const { output } = await ask(subject, command, installEnvironment(subject.io.env));
  const rows = Array.from(
    output.matchAll(/^([a-z-]+)=(.*)$/gm),
    ([, name = "", value = ""]) => [name, value.trim()] as const,
  );
  return new Map(rows.filter(([name, value]) => names.includes(name) && value !== "null" && value !== ""));
}

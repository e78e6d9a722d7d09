import { basename } from "node:path";
import type { DefaultContext } from "./kinds/kind.ts";
import { isPackageName } from "./rules.ts";

/** For a folder whose name has nothing that a package's name may have. */
export const FALLBACK_NAME = "llmbrick-sse-server";
const MAX_NAME_LENGTH = 214;
const PACKAGE_MANAGERS = ["npm", "pnpm", "yarn", "bun"] as const;

/** The package name for a folder: its last segment made valid for npm. */
export function defaultName({ target }: Pick<DefaultContext, "target">): string {
  const name = basename(target)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9._~-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, MAX_NAME_LENGTH)
    .replace(/(?<![^a-z0-9])[^a-z0-9]+$/, "");
  return name !== "" && isPackageName(name) ? name : FALLBACK_NAME;
}

/** The locales that write Traditional Chinese: `zh_TW`, `zh-Hant-HK`, and `Chinese (Traditional)_Taiwan` on Windows. */
const TRADITIONAL = /^(?:(?:zh|yue)[_-](?:TW|HK|MO|Hant)|Chinese(?: \(Traditional\)|_(?:Taiwan|Hong|Maca)))/i;

/** The language of the terminal: by POSIX, the first of these variables that is set decides, else the system does. */
export function defaultLanguage({ env, locale }: Pick<DefaultContext, "env" | "locale">): "en" | "zh-TW" {
  const name = env.LC_ALL || env.LC_MESSAGES || env.LANG || locale?.() || "";
  return TRADITIONAL.test(name) ? "zh-TW" : "en";
}

/** The package manager that started this program, else npm. */
export function defaultPackageManager(context: Pick<DefaultContext, "env">) {
  return startedBy(context) ?? "npm";
}

/** The package manager that started this program, or undefined when it was started directly. */
export function startedBy({ env }: Pick<DefaultContext, "env">) {
  // Every package manager names itself first in this variable: "pnpm/10.1.0 npm/? node/…".
  const [agent] = (env.npm_config_user_agent ?? "").split("/");
  return PACKAGE_MANAGERS.find((name) => name === agent);
}

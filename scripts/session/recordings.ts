import { fileURLToPath } from "node:url";
import { messagesIn } from "../../src/i18n/messages.ts";
import type { Lang } from "../../src/options/table.ts";
import { type Recording, record } from "./record.ts";

const program = fileURLToPath(new URL("../../dist/bin.cjs", import.meta.url));

/** The command as users type it. */
const SHOWN = "npm create llmbrick-sse@latest";

export const recordings = [
  { lang: "en", locale: "en_US.UTF-8", file: "session", title: "A project is made in a terminal" },
  { lang: "zh-TW", locale: "zh_TW.UTF-8", file: "session.zh-TW", title: "在終端機裡建立專案" },
] as const satisfies { lang: Lang; locale: string; file: string; title: string }[];

/**
 * Records one of the sessions, in an empty folder.
 * @param env what the machine needs to find programs, and to install
 */
export async function recordIn(
  cwd: string,
  { lang, locale }: (typeof recordings)[number],
  env: Readonly<Record<string, string>>,
): Promise<Recording> {
  const person = { NAME: "Ada", EMAIL: "ada@example.com" };
  const identity = Object.entries(person).flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value],
    [`GIT_COMMITTER_${key}`, value],
  ]);
  // Of this machine's terminal and of who started us, nothing.
  const own = { LC_ALL: "", LC_CTYPE: "", LC_MESSAGES: "", LANG: locale, CI: "", NO_COLOR: "" };
  return record([process.execPath, program], {
    shown: SHOWN,
    cwd,
    env: { ...env, ...own, ...Object.fromEntries(identity), npm_config_user_agent: "npm/11.0.0" },
    t: await messagesIn(lang),
  });
}

/** The text without what differs from run to run. */
export const withoutTimes = (text: string): string => text.replace(/\d+(?:\.\d+)? (?=s$|秒$)/gm, "… ");

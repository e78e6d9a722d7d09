import { integer, type Kind, seconds, withoutQuotes } from "../config/settings.ts";
import { words as common } from "../config/words.ts";
import type { Start } from "../http/parts.ts";
import { words } from "./words.ts";

/** What is done while Redis is away: requests are refused, or each replica is on its own. */
export type RedisDown = "refuse" | "local";

export interface ResumeSettings {
  /** Address of Redis, or of Valkey; "" keeps the answers in this process's memory. */
  redisUrl: string;
  redisDown: RedisDown;
  /** Seconds for which an answer goes on while nobody reads it. */
  window: number;
  /** Seconds for which an answer is kept after its end. */
  keep: number;
  /** Bytes of an answer that are kept: beyond that, the oldest go. */
  maxBytes: number;
  /** Events of an answer that are kept, alike. */
  maxEvents: number;
  /** Answers of one owner that are kept: a further one takes the place of the oldest that is over. */
  maxAnswers: number;
  /** Bytes of all answers that are over, where they are kept in memory. */
  maxMemory: number;
}

type Limits = Omit<ResumeSettings, "redisUrl" | "redisDown">;

const limits: { [Name in keyof Limits]: [variable: string, kind: Kind<number>, fallback: number] } = {
  window: ["RESUME_WINDOW", seconds(0, 86_400), 30],
  keep: ["RESUME_KEEP", seconds(1, 86_400), 300],
  maxBytes: ["RESUME_MAX_BYTES", integer(1_000, 1_000_000_000), 1_000_000],
  maxEvents: ["RESUME_MAX_EVENTS", integer(1, 10_000_000), 20_000],
  maxAnswers: ["RESUME_MAX_ANSWERS", integer(1, 100_000), 1_000],
  maxMemory: ["RESUME_MAX_MEMORY", integer(1_000, Number.MAX_SAFE_INTEGER), 100_000_000],
};

/** Reads the settings from the environment; what is wrong with them joins the configuration's faults. */
export function resumeSettings({ env, faults }: Start): ResumeSettings {
  const textOf = (variable: string) => withoutQuotes(env[variable] ?? "").trim();

  const settings = { redisUrl: textOf("REDIS_URL"), redisDown: "refuse" } as ResumeSettings;
  // Its value may hold a password.
  if (isRedisUrl(settings.redisUrl))
    settings.redisUrl = withPassword(settings.redisUrl, textOf("REDIS_PASSWORD"));
  else if (settings.redisUrl !== "") faults.push(words.badUrl);
  const down = textOf("REDIS_DOWN") || "refuse";
  if (down === "refuse" || down === "local") settings.redisDown = down;
  else faults.push(common.isBad("REDIS_DOWN", JSON.stringify(down), words.expectedDown));

  for (const name of Object.keys(limits) as (keyof Limits)[]) {
    const [variable, kind, fallback] = limits[name];
    const text = textOf(variable);
    const value = text === "" ? fallback : kind.fromText(text);
    if (kind.accepts(value)) settings[name] = value;
    else faults.push(common.isBad(variable, JSON.stringify(text), kind.expected));
  }
  return settings;
}

/** The address with the password, unless it has one: a cluster keeps secrets apart from settings. */
function withPassword(address: string, password: string): string {
  const url = new URL(address);
  url.password ||= encodeURIComponent(password);
  return url.href;
}

const isRedisUrl = (text: string) => URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol);

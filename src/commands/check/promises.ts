import type { Lang } from "../../options/table.ts";

/** What a clause promises, in a language: clauses themselves are in English. */
export async function promisesIn(lang: Lang): Promise<(promise: string) => string> {
  if (lang === "en") return (promise) => promise;
  const { promises } = await import("./promises.zh-TW.ts");
  return (promise) => promises[promise] ?? promise;
}

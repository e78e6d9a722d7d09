import type { Lang } from "../../options/table.ts";

/** The words of the clauses in a language: clauses themselves are in English. */
export interface ClauseWords {
  /** What a clause promises. */
  promise(promise: string): string;
  /** What a clause says of what it saw. */
  detail(detail: string): string;
}

export async function clauseWords(lang: Lang): Promise<ClauseWords> {
  if (lang === "en") return { promise: (promise) => promise, detail: (detail) => detail };
  const { promises, details } = await import("./promises.zh-TW.ts");
  return {
    promise: (promise) => promises[promise] ?? promise,
    detail(detail) {
      const [english, words] = details.find(([pattern]) => pattern.test(detail)) ?? [];
      return english && words ? detail.replace(english, words) : detail;
    },
  };
}

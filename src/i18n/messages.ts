import { en, type Messages } from "./en.ts";

export type { Messages };

/** A catalogue is loaded when it is wanted; the one that most want is there from the start. */
const catalogues = {
  en: async () => en,
  "zh-TW": async () => (await import("./zh-TW.ts")).zhTW,
} satisfies Record<string, () => Promise<Messages>>;

export const messagesIn = (lang: keyof typeof catalogues): Promise<Messages> => catalogues[lang]();

/** A choice as people read it. */
export const titleOf = (value: string, t: Messages): string =>
  (t.titles as Readonly<Record<string, string>>)[value] ?? value;

import type { Lang } from "../options/table.ts";
import { en } from "./en.ts";
import { zhTW } from "./zh-TW.ts";

/** All that a user reads. The English catalogue is the model: one that lacks a message does not compile. */
export type Messages = typeof en;

const catalogues: Record<Lang, Messages> = { en, "zh-TW": zhTW };

export const messagesIn = (lang: Lang): Messages => catalogues[lang];

/** A choice as people read it. */
export const titleOf = (value: string, t: Messages): string =>
  (t.titles as Readonly<Record<string, string>>)[value] ?? value;

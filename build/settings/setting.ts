import type { OptionName } from "../../src/options/table.ts";

/** A text in each language of the generated projects. */
export type Words = Readonly<Record<"en" | "zh-TW", string>>;

/** What a setting accepts. Numbers have their range, both ends included; a text is of a kind that the servers know. */
export type Kind =
  | { readonly type: "integer"; readonly min: number; readonly max: number }
  /** Up to a day. */
  | { readonly type: "seconds"; readonly min: number }
  | { readonly type: "flag" }
  | { readonly type: "text"; readonly of: "host" | "path" | "file" }
  | { readonly type: "list"; readonly of: "models" | "hosts" | "origins" | "keys" };

/** The value where nobody sets one; what a formula names are settings above it. */
export type Fallback = number | boolean | string | readonly string[] | { readonly formula: string };

/** A setting of the generated servers. Words name settings as TypeScript does. */
export interface Setting {
  readonly name: string;
  /** The heading under which documents tell of it. */
  readonly group: GroupName;
  readonly kind: Kind;
  /** Without one, the default of the option by which it is chosen. */
  readonly fallback?: Fallback;
  /** The option by which the user chooses its value, which then stands in the file of settings. */
  readonly chosen?: OptionName;
  /** A variable of less authority, beside our own. */
  readonly otherVariable?: string;
  /** From the environment alone, and no message shows its value. */
  readonly isSecret?: boolean;
  /** LLMBrick's own configuration does not have it. */
  readonly isApartInPython?: boolean;
  /** Stands in .env.example as a comment although the user chose it: unset, it follows NODE_ENV. */
  readonly isLeftUnset?: boolean;
  /** The test page shows it. */
  readonly isOnPage?: boolean;
  /** The setting whose row in a README tells of this one too. */
  readonly inRowOf?: string;
  /** How the types of both runtimes describe it; `{default}` is that. */
  readonly doc?: { readonly node?: string; readonly python?: string };
  /** What stands above its value in the file of settings. */
  readonly comment?: Words;
  /** What a Python project says in place of that. */
  readonly commentInPython?: Words;
  /** The default in words, for documents. */
  readonly fallbackWords?: Words;
  /** What a README says behind the name. */
  readonly row?: Words;
  /** What the README of a Node project says in place of the name. */
  readonly label?: Words;
  /** What .env.example says above it. */
  readonly note?: Words;
}

export type GroupName = keyof typeof groups;

/** The headings of .env.example, in the order in which documents tell of them. */
export const groups = {
  address: { en: "Address", "zh-TW": "位址" },
  request: { en: "What a request may hold", "zh-TW": "請求內容的限制" },
  load: { en: "Time and load", "zh-TW": "時間與負載" },
  telling: { en: "What the server tells", "zh-TW": "伺服器透露的資訊" },
  callers: {
    en: "Who may call. Lists have commas between their items.",
    "zh-TW": "誰可以呼叫。清單的項目以逗號分隔。",
  },
} as const satisfies Record<string, Words>;

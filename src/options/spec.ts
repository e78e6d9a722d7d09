/** What a default value may depend on. */
export interface DefaultContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The target folder as an absolute path. */
  readonly target: string;
}

interface CommonSpec<Value> {
  /** `project`: shapes the files, and is kept in `.llmbrick.json`. `run`: how this one run goes. */
  readonly scope: "project" | "run";
  readonly default: Value | ((context: DefaultContext) => Value);
  /** The one-letter flag. */
  readonly alias?: string;
  readonly asked?: true;
  /** Asked only when its group's one question was answered with "change". */
  readonly group?: "limits";
  readonly positional?: true;
  /** The frameworks whose projects it says nothing about. */
  readonly notWith?: readonly string[];
}

interface TextRule {
  /** A regular expression with the `u` flag, also the `pattern` of the JSON Schema. */
  readonly pattern: string;
  /** In Unicode code points. */
  readonly maxLength: number;
}

export interface TextSpec extends CommonSpec<string>, TextRule {
  readonly type: "text";
  /** What the pattern alone cannot tell. */
  readonly isValid?: (value: string) => boolean;
  /** Brings a valid value into its one written form. */
  readonly normalise?: (value: string) => string;
}

/** `pattern` and `maxLength` hold for each item; there is at least one, and none twice. */
export interface ListSpec extends CommonSpec<readonly string[]>, TextRule {
  readonly type: "list";
}

export interface IntegerSpec extends CommonSpec<number> {
  readonly type: "integer";
  readonly min: number;
  readonly max: number;
}

export interface ChoiceSpec extends CommonSpec<string> {
  readonly type: "choice";
  readonly choices: readonly string[];
}

export interface SwitchSpec extends CommonSpec<boolean> {
  readonly type: "switch";
}

export type OptionSpec = TextSpec | ListSpec | IntegerSpec | ChoiceSpec | SwitchSpec;

/** Any option's value. */
export type OptionValue = string | number | boolean | readonly string[];

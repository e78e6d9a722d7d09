/**
 * How the application writes its modules, and takes others: TypeScript whose imports name `.ts` files (`ts`) or `.js`
 * files (`ts-js`), or that becomes CommonJS (`ts-cjs`); JavaScript as ES modules (`js`) or CommonJS (`cjs`);
 * a package of Python, which its neighbours take by `.` before its name (`package`), or by its name (`module`).
 */
export const FORMS = ["ts", "ts-js", "ts-cjs", "js", "cjs", "package", "module"] as const;

export type Form = (typeof FORMS)[number];

/** The application that an endpoint is put into: what the plan of its files depends on, beside the options. */
export interface Application {
  /** The folder of the endpoint in the application's, `/` between segments: `src/chat`. */
  readonly place: string;
  readonly form: Form;
  /** The application's main file, in the same way; "" where none was found. */
  readonly main: string;
  /** The name that its framework's application has there, where it could be read. */
  readonly app?: string;
  /** How its main file takes the endpoint, where that is not as modules of that form take each other. */
  readonly by?: "import" | "require";
  /** What runs tests in TypeScript: Node itself, or tsx. */
  readonly runner: "itself" | "tsx";
  /** Whether its compiler is set so that it would find faults in the runtime where there are none. */
  readonly isUnchecked?: boolean;
  /** Whether its modules are of another kind than those around it, so that a package.json of its own says which. */
  readonly isIsland?: boolean;
  /** Where an application in Python lists what it needs. */
  readonly manifest?: "pyproject.toml" | "requirements.txt";
  /** Whether uv has the packages of an application in Python. */
  readonly isUv?: boolean;
}

/** The commands that install what an application in Python lacks for its endpoint, and run the tests of that. */
export function pythonCommands({ place, manifest, isUv }: Application): { install: string; test: string } {
  const list = `${place}/requirements.txt`;
  if (!isUv)
    return { install: `python -m pip install -r ${list} pytest`, test: `python -m pytest ${place}/tests` };
  return {
    install: manifest === "pyproject.toml" ? "uv sync" : `uv add -r ${list}`,
    test: `uv run --with pytest python -m pytest ${place}/tests`,
  };
}

const SEGMENTS =
  /^(?!.*(?:^|\/)(?:[^/]*\.|\.git|node_modules)(?:\/|$))[\p{L}\p{N}_.@-]+(?:\/[\p{L}\p{N}_.@-]+)*$/iu;

/** Whether a text is a path below the application's folder, of names that are themselves in code, patterns and URLs. */
export const isPlace = (path: unknown): path is string => typeof path === "string" && SEGMENTS.test(path);

const isName = (text: unknown): boolean => typeof text === "string" && /^[\w$]+$/.test(text);

/** The application that a document tells of, where it is a valid one. */
export function applicationIn(document: unknown): Application | undefined {
  const { place, form, main, app, by, runner, isUnchecked, isIsland, manifest, isUv } = (document ??
    {}) as Partial<Application>;
  const isValid =
    isPlace(place) &&
    FORMS.some((name) => name === form) &&
    (main === "" || isPlace(main)) &&
    (app === undefined || isName(app)) &&
    [undefined, "import", "require"].includes(by) &&
    (runner === "itself" || runner === "tsx") &&
    [isUnchecked, isIsland, isUv].every((value) => [undefined, true, false].includes(value)) &&
    [undefined, "pyproject.toml", "requirements.txt"].includes(manifest);
  return isValid ? (document as Application) : undefined;
}

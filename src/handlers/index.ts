/** What a project answers with. A handler is a record here, and a folder in `templates/handlers/`. */
export interface HandlerSpec {
  readonly name: string;
  /** The models that are proposed with it. */
  readonly models: readonly string[];
  /** Further layers that it needs. */
  readonly layers?: readonly string[];
  /** Whether it brings packages: a project in plain JavaScript on plain Node has none else. */
  readonly hasPackages?: true;
  /** Who runs its models, as OpenTelemetry's conventions name them (`gen_ai.provider.name`). */
  readonly provider?: string;
  /** The variable of its key, where it needs one. */
  readonly key?: string;
  /** Where it asks: the variable that says so, and the address without it. None but a user may have it asked. */
  readonly address?: {
    readonly variable: string;
    readonly usual: string;
    /** Whether protocol, host and port may be left out. */
    readonly mayBePart?: true;
  };
  /** The services that it asks instead, at the addresses in variables of their own. */
  readonly bricks?: readonly Brick[];
}

/** A service over gRPC that a handler asks. */
export interface Brick {
  /** The variable that holds its `host:port`. */
  readonly variable: string;
  /** Its name on the wire. */
  readonly service: string;
}

const brick = (name: string, service: string): Brick => ({
  variable: `BRICK_${name.toUpperCase()}`,
  service: `protocols.grpc.${name}.${service}`,
});

/** In the order in which they are proposed. */
export const handlers = [
  { name: "hello", models: ["gpt-4o", "claude-3"] },
  { name: "mock", models: ["gpt-4o", "claude-3"], layers: ["models", "tools"] },
  {
    name: "openai",
    models: ["gpt-4o"],
    layers: ["models", "tools", "frames", "providers"],
    hasPackages: true,
    provider: "openai",
    key: "OPENAI_API_KEY",
    address: { variable: "OPENAI_BASE_URL", usual: "https://api.openai.com/v1" },
  },
  {
    name: "anthropic",
    models: ["claude-sonnet-5-5", "claude-haiku-5-5"],
    layers: ["models", "tools", "frames", "providers"],
    hasPackages: true,
    provider: "anthropic",
    key: "ANTHROPIC_API_KEY",
    address: { variable: "ANTHROPIC_BASE_URL", usual: "https://api.anthropic.com" },
  },
  {
    name: "gemini",
    models: ["gemini-flash-latest"],
    layers: ["models", "tools", "lines", "providers"],
    hasPackages: true,
    provider: "gcp.gemini",
    key: "GEMINI_API_KEY",
    address: { variable: "GOOGLE_GEMINI_BASE_URL", usual: "https://generativelanguage.googleapis.com" },
  },
  {
    name: "ollama",
    models: ["llama3.2"],
    layers: ["models", "tools", "lines", "providers"],
    hasPackages: true,
    provider: "ollama",
    address: { variable: "OLLAMA_HOST", usual: "http://127.0.0.1:11434", mayBePart: true },
  },
  {
    name: "brick",
    models: ["gpt-4o", "claude-3"],
    layers: ["models"],
    hasPackages: true,
    bricks: [
      brick("guard", "GuardService"),
      brick("rectify", "RectifyService"),
      brick("translate", "TranslateService"),
      brick("intention", "IntentionService"),
      brick("retrieval", "RetrievalService"),
      brick("llm", "LLMService"),
    ],
  },
] as const satisfies readonly HandlerSpec[];

export type HandlerName = (typeof handlers)[number]["name"];

export const handlerNames = handlers.map(({ name }) => name);

/** The models that are proposed with the handler of this name; with none, those of the first. */
export const modelsFor = (name: unknown): readonly string[] =>
  (handlers.find((handler) => handler.name === name) ?? handlers[0]).models;

/** @throws what is no handler's name */
export function handlerOf(name: HandlerName): HandlerSpec {
  const spec = handlers.find((handler) => handler.name === name);
  if (!spec) throw new Error(`There is no handler ${name}`);
  return spec;
}

/** The layers of a handler: what it needs, and its own. */
export const layersOf = (name: HandlerName): readonly string[] => [
  ...(handlerOf(name).layers ?? []),
  `handlers/${name}`,
];

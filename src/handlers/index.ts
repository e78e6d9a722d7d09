/** What a project answers with. A handler is a record here, and a folder in `templates/handlers/`. */
export interface HandlerSpec {
  readonly name: string;
  /** The models that are proposed with it. */
  readonly models: readonly string[];
}

const hello = { name: "hello", models: ["gpt-4o", "claude-3"] } as const satisfies HandlerSpec;

/** In the order in which they are proposed. */
export const handlers = [hello] as const;

export const handlerNames = handlers.map(({ name }) => name);

/** The models that are proposed with the handler of this name; with none, those of the first. */
export const modelsFor = (name: unknown): readonly string[] =>
  (handlers.find((handler) => handler.name === name) ?? handlers[0]).models;

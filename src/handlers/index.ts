/** What a project answers with. A handler is a record here, and a folder in `templates/handlers/`. */
export interface HandlerSpec {
  readonly name: string;
}

const hello = { name: "hello" } as const satisfies HandlerSpec;

/** In the order in which they are proposed. */
export const handlers = [hello] as const;

export const handlerNames = handlers.map(({ name }) => name);

import { describe, expect, test } from "vitest";
import { deriveJavaScript } from "../../build/derive-js.ts";
import { collectLayers } from "../../build/layers.ts";

/** Lines joined, with the newline that ends a file. */
const lines = (...all: string[]) => `${all.join("\n")}\n`;

describe("deriveJavaScript", () => {
  test("removes types and what only they needed, and keeps the code and its comments as they stand", async () => {
    const source = lines(
      'import type { Reply } from "./reply.ts";',
      'import { type Kind, text } from "./settings.ts";',
      "",
      "/** What a thing is. */",
      "export interface Thing {",
      "  /** Its name. */",
      "  name: string;",
      "}",
      "",
      "// A note that stands alone.",
      "",
      "// About a type.",
      "/* And more of it. */",
      "type Names = string[]; // all of them",
      "export type { Reply };",
      "/** Greets. */",
      "export async function* greet(this: void, { name }: Thing, ...rest: unknown[]): AsyncGenerator<string> {",
      "  const all = [name, ...rest] as Names; // in order",
      "",
      "  /* Not empty. */",
      "  yield all[0]!;",
      "  yield* text<Kind>(all satisfies Names);",
      "}",
    );
    expect(await deriveJavaScript(source)).toBe(
      lines(
        'import { text } from "./settings.js";',
        "",
        "// A note that stands alone.",
        "",
        "/** Greets. */",
        "export async function* greet({ name }, ...rest) {",
        "  const all = [name, ...rest]; // in order",
        "",
        "  /* Not empty. */",
        "  yield all[0];",
        "  yield* text(all);",
        "}",
      ),
    );
  });

  test("removes types from classes, and keeps their fields", async () => {
    const source = lines(
      "export class Fault<T> extends Error implements Thing {",
      '  override name = "Fault";',
      "  /** A number. */",
      "  readonly status: number;",
      "  /** Told to the compiler alone. */",
      "  declare body: T;",
      "  #rest?: Map<string, T>;",
      "",
      "  /** First form. */",
      "  static of(status: number): Fault<number>;",
      "  /** Any form. */",
      "  static of(status: unknown) {",
      "    return new Fault(Number(status));",
      "  }",
      "",
      "  private constructor(",
      "    status: number,",
      "  ) {",
      "    super();",
      "    this.status = status;",
      "  }",
      "}",
    );
    expect(await deriveJavaScript(source)).toBe(
      lines(
        "export class Fault extends Error {",
        '  name = "Fault";',
        "  /** A number. */",
        "  status;",
        "  #rest;",
        "",
        "  /** Any form. */",
        "  static of(status) {",
        "    return new Fault(Number(status));",
        "  }",
        "",
        "  constructor(status) {",
        "    super();",
        "    this.status = status;",
        "  }",
        "}",
      ),
    );
  });

  test("renames relative TypeScript files in imports, exports, dynamic imports and comments alone", async () => {
    const source = lines(
      "/**",
      " * See `config.ts`, and tsx.",
      " */",
      'export * from "./a.ts";',
      'export { b } from "../b.ts";',
      'import "package/c.ts";',
      'import "./d.ts.ts";',
      'import { e } from "./e.tsx";',
      "// Not index.tsx; index.ts.",
      "const file = await import('./f.ts');",
      'const text = "./g.ts";',
      "const stamp = e.ts;",
    );
    expect(await deriveJavaScript(source)).toBe(
      lines(
        "/**",
        " * See `config.js`, and tsx.",
        " */",
        'export * from "./a.js";',
        'export { b } from "../b.js";',
        'import "package/c.ts";',
        'import "./d.ts.js";',
        'import { e } from "./e.tsx";',
        "// Not index.tsx; index.js.",
        'const file = await import("./f.js");',
        'const text = "./g.ts";',
        "const stamp = e.ts;",
      ),
    );
  });

  test("gives JavaScript back as it is, in the repository's format", async () => {
    const source = lines("const text = `a", "// b", "", "c`; // 磚 🧱", "", "export { text };");
    expect(await deriveJavaScript(source)).toBe(source);
    expect(await deriveJavaScript("export const a = [1,\n2 ]")).toBe("export const a = [1, 2];\n");
  });

  test("gives nothing for a file of types", async () => {
    expect(await deriveJavaScript("/** A name. */\nexport type Name = string;\n")).toBe("");
  });

  test("refuses syntax that is more than types, and says where it is", async () => {
    await expect(deriveJavaScript("const a = 1;\nenum Color { Red }\n")).rejects.toThrow(
      "Line 2: TypeScript enum is not supported in strip-only mode\nconst a = 1;\nenum Color { Red }\n^^^",
    );
    await expect(deriveJavaScript("class A { constructor(readonly a: number) {} }")).rejects.toThrow(
      "Line 1: TypeScript parameter property",
    );
    await expect(deriveJavaScript("const = 1;")).rejects.toThrow("Line 1: Unexpected token");
  });
});

describe("the test page's client", () => {
  test("is a JavaScript module that stands alone, derived from the typed client", async () => {
    const code = (await collectLayers()).page?.["public/page/client.js"] ?? "";
    expect(code).not.toMatch(/^import /m);

    const client = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    expect(Object.keys(client).sort()).toEqual([
      "FrameParser",
      "HttpError",
      "ProtocolError",
      "StreamError",
      "chat",
      "frames",
    ]);
    expect([...new client.FrameParser().push("data: a\n\n")]).toEqual([{ event: "message", data: "a" }]);

    const body = 'event: message\ndata: {"id":"1"}\n\n';
    const fetch = async () => new Response(body, { headers: { "Content-Type": "text/event-stream" } });
    expect(await client.chat({ url: "/", request: {}, fetch }).next()).toEqual({
      done: false,
      value: { id: "1" },
    });
  });
});

test("decorators become calls, explained where they come first", async () => {
  const source = `class Plain {}

@Controller("a")
export class First {
  @Inject(CONFIG)
  private readonly config!: Config;

  @Get()
  list(@Req() request: Request) {
    return request;
  }
}

@Module({})
class Second {}
`;
  expect(await deriveJavaScript(source)).toBe(`class Plain {}

export class First {
  config;

  list(request) {
    return request;
  }
}
// Decorators are called as functions: JavaScript has no syntax for them yet.
Inject(CONFIG)(First.prototype, "config");
Req()(First.prototype, "list", 0);
Get()(First.prototype, "list", { value: First.prototype.list });
Controller("a")(First);

class Second {}
Module({})(Second);
`);
});

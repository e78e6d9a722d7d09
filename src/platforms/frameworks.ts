/** What projects of several frameworks run on. */
export type PlatformName = "node" | "python";

/** What a project's server is made with. A framework is a record here, and a folder in `templates/`. */
export interface FrameworkSpec {
  readonly name: string;
  /** As its makers write it. */
  readonly title: string;
  readonly platform: PlatformName;
  /** Whether a project needs packages for it. */
  readonly hasPackages: boolean;
  /**
   * What the conditions of layers may be about: `app`, routes of the user's own are added to an application.
   */
  readonly facts: readonly "app"[];
  /** The packages of an application that is made with it. By the first it is known. */
  readonly packages: readonly string[];
  /** The first major version of that one on which the endpoint runs in an application. */
  readonly since?: number;
  /** Whether its package names a default, which TypeScript takes however it is set. */
  readonly hasDefault?: boolean;
  /** What an application is made by: the variable that it is given to is the application's. */
  readonly made?: RegExp;
  /** The line that gives an application of a name the endpoint, at a path that is written as a string. */
  readonly use: (path: string, app: string) => string;
  /** Where its applications name the modules that they are made of, by decorators, which Node can't strip. */
  readonly module?: string;
}

/** In the order in which they are proposed. */
export const frameworks = [
  {
    name: "node",
    title: "Node.js",
    platform: "node",
    hasPackages: false,
    facts: [],
    packages: [],
    use: () => "if (!chat.handle(request, response)) yours(request, response);",
  },
  {
    name: "express",
    title: "Express",
    platform: "node",
    hasPackages: true,
    facts: ["app"],
    packages: ["express"],
    since: 4,
    hasDefault: false,
    made: /^(?:express|require\(["']express["']\))\(/,
    use: (path, app) => `${app}.use(${path}, chat);`,
  },
  {
    name: "fastify",
    title: "Fastify",
    platform: "node",
    hasPackages: true,
    facts: ["app"],
    packages: ["fastify"],
    since: 5,
    made: /^(?:[fF]astify|require\(["']fastify["']\))[(<]/,
    use: (path, app) => `${app}.register(chat, { prefix: ${path} });`,
  },
  {
    name: "hono",
    title: "Hono",
    platform: "node",
    hasPackages: true,
    facts: ["app"],
    packages: ["hono", "@hono/node-server"],
    since: 4,
    made: /^new \w*Hono\b/,
    use: (path, app) => `${app}.route(${path}, chat);`,
  },
  {
    name: "koa",
    title: "Koa",
    platform: "node",
    hasPackages: true,
    facts: ["app"],
    packages: ["koa"],
    since: 2,
    hasDefault: false,
    made: /^new (?:Koa\b|\(require\(["']koa["']\)\))/,
    use: (_path, app) => `${app}.use(chat);`,
  },
  {
    name: "nest",
    title: "NestJS",
    platform: "node",
    hasPackages: true,
    facts: [],
    packages: ["@nestjs/core", "@nestjs/platform-express"],
    since: 8,
    use: () => "imports: [chat]",
    module: "app.module",
  },
  {
    name: "llmbrick",
    title: "llmbrick",
    platform: "python",
    hasPackages: true,
    facts: [],
    packages: ["fastapi"],
    made: /^(?:fastapi\.)?FastAPI\(/,
    use: (path, app) => `${app}.mount(${path}, chat)`,
  },
] as const satisfies readonly FrameworkSpec[];

export type Framework = (typeof frameworks)[number]["name"];

export const frameworkNames = frameworks.map(({ name }) => name);

const byName = new Map<Framework, FrameworkSpec>(frameworks.map((spec) => [spec.name, spec]));

/** @throws Error for what is no framework's name */
export function frameworkOf(name: Framework): FrameworkSpec {
  const spec = byName.get(name);
  if (!spec) throw new Error(`There is no framework ${name}`);
  return spec;
}

/// <reference lib="dom" />
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, onTestFinished } from "vitest";
import { launchChromium } from "../../scripts/chromium-launch.ts";
import { createPageProject, type PageOptions, type PageProject } from "../../scripts/page-project.ts";
import type { SSEServerConfig } from "../../templates/core/src/llmbrick/config/config.ts";
import type { Route } from "../../templates/core/src/llmbrick/http/route.ts";
import type { ConversationRequest, Handler } from "../../templates/core/src/llmbrick/types.ts";
import { findChromium } from "../support/find-program.ts";
import { lacks } from "../support/needed-programs.ts";

const executablePath = findChromium();
let browser: Browser;
let project: PageProject;

/**
 * Tests that need a browser. Without one they are reported as skipped, but for CI, where they fail.
 * The browser and the project that serves the page are shared by the tests of a file.
 */
export function describeInChromium(name: string, tests: () => void, options: PageOptions = {}): void {
  describe.skipIf(lacks("Chromium"))(name, { timeout: 30_000 }, () => {
    beforeAll(async () => {
      if (!executablePath) throw new Error("no Chromium: install one, or set CHROMIUM_PATH");
      [browser, project] = await Promise.all([launchChromium(executablePath), createPageProject(options)]);
    }, 30_000);
    afterAll(async () => {
      await browser?.close();
      await project?.remove();
    });
    tests();
  });
}

export interface OpenOptions {
  /** Null for a server without one. */
  handler?: Handler | null;
  config?: SSEServerConfig;
  env?: Record<string, string>;
  /** Beside the server's own. */
  routes?: Route[];
  /** The browser's language, colour scheme, window size … */
  context?: BrowserContextOptions;
}

/** A page that is open in a browser of its own, and the parts of it that most tests use. */
export interface TestPage {
  page: Page;
  response: Locator;
  frames: Locator;
  /** What the page's scripts threw, and what the Content-Security-Policy stopped. */
  faults: string[];
  button(name: string): Locator;
  field(name: string): Locator;
  /** Sends the request and waits for the end of the answer; gives what the page says of it. */
  send(): Promise<string>;
}

export interface ServedPage extends TestPage {
  url: string;
  /** The server as it runs now. */
  server(): InstanceType<PageProject["SSEServer"]>;
  /** Starts the server anew, with these settings. */
  restart(config: SSEServerConfig): Promise<void>;
}

/** Starts a server with this handler and opens its page. Both are closed at the end of the test. */
export async function open({
  handler = hello,
  env = {},
  routes = [],
  context,
  ...options
}: OpenOptions = {}): Promise<ServedPage> {
  const create = (config?: SSEServerConfig) =>
    new project.SSEServer({
      ...(handler && { handler }),
      config: { port: 0, enableTestPage: true, enableRequestLogging: false, shutdownGrace: 0, ...config },
      env,
      routes,
      log: () => {},
    });
  let server = create(options.config);
  const url = await server.listen();
  const browsing = await browser.newContext({
    locale: "en-US",
    permissions: ["clipboard-read", "clipboard-write"],
    ...context,
  });
  onTestFinished(async () => {
    await browsing.close();
    await server.close();
  });
  return {
    ...(await visit(await browsing.newPage(), url)),
    url,
    server: () => server,
    async restart(config) {
      server = create(config);
      await server.listen();
    },
  };
}

/** Opens an address as the test page, and waits until it knows its server. */
export async function visit(page: Page, url: string): Promise<TestPage> {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
  });
  await page.goto(url);
  await page.locator("main:not([inert])").waitFor();

  const response = page.getByRole("region", { name: "Response" });
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  return {
    page,
    faults,
    response,
    frames: page.getByRole("region", { name: "Frames" }),
    button,
    field: (name) => page.getByLabel(name, { exact: true }),
    async send() {
      await button("Send").click();
      await answered(page);
      return page.locator("#outcome").innerText();
    },
  };
}

/** Waits until the answer under way has ended and the page shows its end. */
export async function answered(page: Page): Promise<void> {
  await page.locator("#stop[aria-disabled=true]").waitFor();
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
}

/** Says hello in two events. */
export const hello: Handler = async function* () {
  yield { id: "1", type: "text", text: "Hello", progress: "IN_PROGRESS" };
  yield { id: "2", type: "done", text: " World", progress: "DONE" };
};

/** A handler that keeps what it is asked. */
export function listener() {
  const requests: ConversationRequest[] = [];
  const handler: Handler = async function* (request) {
    requests.push(request);
    yield { id: "1", type: "done", text: `Answer ${requests.length}`, progress: "DONE" };
  };
  return { requests, handler };
}

/** The texts of the messages. */
export const contents = (page: Page) =>
  page
    .locator("#messages textarea")
    .evaluateAll((all) => all.map((field) => (field as HTMLInputElement).value));

import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createPageProject, type PageProject } from "../../scripts/page-project.ts";
import type { Handler } from "../../templates/core/src/llmbrick/types.ts";
import { neededPrograms } from "../support/needed-programs.ts";
import { engines } from "./engines.ts";
import type { Engine, Tab } from "./tab.ts";

/** What the user asks for is how long the answer is to be, in events. */
const counting: Handler = async function* ({ messages }, { signal }) {
  const asked = messages.at(-1)?.content ?? "";
  const count = Number.parseInt(asked, 10);
  for (let index = 1; index <= count; index++) {
    const progress = index === count ? "DONE" : "IN_PROGRESS";
    yield { id: `${index}`, type: "text", text: `${index} of ${count}\n`, progress };
  }
  if (asked === "wait") {
    yield { id: "1", type: "text", text: "waiting", progress: "IN_PROGRESS" };
    await setTimeout(60_000, undefined, { signal });
  }
};

/** The whole text of an answer of so many events. */
const counted = (count: number) =>
  Array.from({ length: count }, (_, index) => `${index + 1} of ${count}\n`).join("");

/** Seconds that a page takes at most for what it does by itself; other programs may be busy beside it. */
const patience = { timeout: 30_000 };

for (const { name, needs, start } of engines) {
  const missing = needs.find((program) => !neededPrograms[program].find());
  const isSkipped = missing !== undefined && !process.env.CI;
  describe.skipIf(isSkipped)(
    isSkipped ? `the page in ${name} (no ${missing})` : `the page in ${name}`,
    { timeout: 60_000 },
    () => {
      let engine: Engine;
      let project: PageProject;
      beforeAll(async () => {
        if (missing) throw new Error(`No ${missing}: ${neededPrograms[missing].package}`);
        [engine, project] = await Promise.all([start(), createPageProject()]);
      }, 60_000);
      afterAll(async () => {
        await engine?.close();
        await project?.remove();
      });

      /** Opens the page of a server with this handler. */
      async function open(handler: Handler = counting) {
        const server = new project.SSEServer({
          handler,
          config: { port: 0, enableTestPage: true, enableRequestLogging: false, shutdownGrace: 0 },
          env: {},
          log: () => {},
        });
        const url = await server.listen();
        const tab = await engine.open();
        onTestFinished(async () => {
          await tab.close();
          await server.close();
        });
        await tab.goto(url);
        await ready(tab);
        return { tab, url, server };
      }

      test("one hundred answers of random lengths are drawn whole, in a row and picked at random", async () => {
        const { tab } = await open();
        const lengths = Array.from({ length: 100 }, () => Math.ceil(1000 ** Math.random()));
        for (const [index, length] of lengths.entries()) {
          await send(tab, `${length}`);
          await expectDrawn(tab, length);
          const kept = lengths.slice(Math.max(0, index - 9), index + 1);
          const pick = Math.floor(Math.random() * kept.length);
          await choose(tab, "#run", pick);
          await expectDrawn(tab, kept[pick] ?? 0);
        }
        expect(await faultsOf(tab)).toEqual([]);
      }, 300_000);

      test("a stream is shown as it comes, and Escape stops it", async () => {
        const { tab } = await open();
        await fill(tab, "wait");
        await tab.press("Enter", { control: true });
        await expect.poll(() => textOf(tab, "#text"), patience).toBe("waiting");
        expect(await textOf(tab, "#outcome")).toBe("Streaming");
        await tab.press("Escape");
        await expect.poll(() => textOf(tab, "#outcome"), patience).toBe("Stopped");
        expect(await faultsOf(tab)).toEqual([]);
      });

      test("the frames are walked through by keyboard", async () => {
        const { tab } = await open();
        await send(tab, "500");
        await tab.evaluate("document.getElementById('list').focus()");
        await tab.press("Home");
        expect(await textOf(tab, "#detail")).toContain('"text": "1 of 500\\n"');
        await tab.press("End");
        expect(await textOf(tab, "#detail")).toContain('"text": "500 of 500\\n"');
        await tab.press("ArrowUp");
        expect(await textOf(tab, "#detail")).toContain('"text": "499 of 500\\n"');
        expect(await faultsOf(tab)).toEqual([]);
      });

      test("runs and the request are there after a reload, and after another page and Back", async () => {
        const { tab, url } = await open();
        await send(tab, "7");
        await send(tab, "3");
        await tab.reload();
        await ready(tab);
        await expectDrawn(tab, 3);
        await choose(tab, "#run", 0);
        await expectDrawn(tab, 7);

        await tab.goto(`${url}page/language.js`);
        await tab.back();
        await ready(tab);
        await expect.poll(() => typedIn(tab, "#messages textarea"), patience).toBe("3");
        expect(await typedIn(tab, "#model")).toBe("gpt-4o");
        expect(await typedIn(tab, "#sessionId")).toMatch(/^s-/);
        await click(tab, "#send");
        await expectDrawn(tab, 3);
        expect(await faultsOf(tab)).toEqual([]);
      });

      test("a connection that is cut does not look like an end", async () => {
        const opened = await open(async function* () {
          yield { id: "1", type: "text", text: "half", progress: "IN_PROGRESS" };
          // When it is on the screen.
          await expect.poll(() => textOf(opened.tab, "#text"), patience).toBe("half");
          opened.server.app.closeAllConnections();
        });
        await send(opened.tab, "x");
        expect(await textOf(opened.tab, "#outcome")).toMatch(/^(Ended without DONE|Connection failed)$/);
        expect(await textOf(opened.tab, "#text")).toBe("half");
        expect(await opened.tab.evaluate("document.getElementById('fault').hidden")).toBe(false);
      });

      test("a million frames can all be scrolled to", async () => {
        const { tab } = await open();
        await tab.evaluate(`import("./page/drawing.js").then(({ show }) => {
        const frames = Array.from({ length: 1_000_000 }, (_, index) =>
          ({ at: index / 100, event: "message", data: '{"id":"' + index + '","text":"frame ' + (index + 1) + '"}' }));
        show({ frames, state: "done", text: "", reasoning: "", calls: [], events: 1e6, characters: 0, firstEvent: 0, duration: 1e4, complete: true });
      })`);
        await expect.poll(() => lastRow(tab), patience).toMatch(/frame 1000000$/);
        for (const part of [0.9, 0.5, 0.1]) {
          await tab.evaluate(
            `(() => { const list = document.getElementById("list"); list.scrollTop = list.scrollHeight * ${part}; })()`,
          );
          const near = Math.round((1_000_000 * part) / 100_000);
          await expect
            .poll(async () => Math.round(Number(/\d+$/.exec(await lastRow(tab))?.[0]) / 100_000), patience)
            .toBe(near);
        }
        await tab.evaluate("document.getElementById('list').focus()");
        await tab.press("Home");
        expect(await textOf(tab, "#detail")).toContain('"frame 1"');
        await tab.press("End");
        expect(await textOf(tab, "#detail")).toContain('"frame 1000000"');
        expect(await faultsOf(tab)).toEqual([]);
      });
    },
  );
}

/** Waits until the page knows its server; from then on its faults are noted. */
async function ready(tab: Tab): Promise<void> {
  await expect
    .poll(() => tab.evaluate("document.querySelector('main')?.inert === false"), patience)
    .toBe(true);
  await tab.evaluate(`(() => {
    if (window.faults) return;
    window.faults = [];
    addEventListener("error", ({ message }) => faults.push(message));
    addEventListener("unhandledrejection", ({ reason }) => faults.push(String(reason)));
  })()`);
}

const faultsOf = (tab: Tab) => tab.evaluate<string[]>("faults");
const textOf = (tab: Tab, selector: string) =>
  tab.evaluate<string>(`document.querySelector("${selector}").textContent`);
const typedIn = (tab: Tab, selector: string) =>
  tab.evaluate<string>(`document.querySelector("${selector}").value`);
const click = (tab: Tab, selector: string) =>
  tab.evaluate<void>(`document.querySelector("${selector}").click()`);
const lastRow = async (tab: Tab) =>
  (await tab.evaluate<string>(`document.getElementById("rows").lastElementChild?.innerText ?? ""`)).trim();

const fill = (tab: Tab, text: string) =>
  tab.evaluate<void>(`(() => {
    const field = document.querySelector("#messages textarea");
    field.focus();
    field.value = ${JSON.stringify(text)};
    field.dispatchEvent(new Event("input", { bubbles: true }));
  })()`);

const choose = (tab: Tab, selector: string, index: number) =>
  tab.evaluate<void>(`(() => {
    const select = document.querySelector("${selector}");
    select.selectedIndex = ${index};
    select.dispatchEvent(new Event("change", { bubbles: true }));
  })()`);

/** Sends a message and waits for the end of its answer. */
async function send(tab: Tab, message: string): Promise<void> {
  await fill(tab, message);
  await tab.evaluate(`(() => {
    document.getElementById("send").click();
    return new Promise((ended) => {
      const stop = document.getElementById("stop");
      const look = () => (stop.ariaDisabled === "true" ? requestAnimationFrame(() => requestAnimationFrame(ended)) : setTimeout(look, 5));
      look();
    });
  })()`);
}

/** The run in sight is whole: its text, its figures, its frames up to the last, its picture. */
async function expectDrawn(tab: Tab, count: number): Promise<void> {
  await expect.poll(() => textOf(tab, "#text"), patience).toBe(counted(count));
  await expect.poll(() => textOf(tab, "#outcome"), patience).toBe("Done");
  await expect.poll(() => textOf(tab, "#frame-count"), patience).toBe(count.toLocaleString("en"));
  const row = await lastRow(tab);
  expect(row.replaceAll(/\s+/g, " ")).toMatch(
    new RegExp(`^${count.toLocaleString("en")} .*DONE ${count} of ${count}`),
  );
  const label = await tab.evaluate<string>("document.getElementById('timeline').ariaLabel");
  expect(label).toContain(`${count.toLocaleString("en")} frames in`);
}

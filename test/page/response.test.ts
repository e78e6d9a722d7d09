import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { Handler } from "../../templates/runtime/src/llmbrick/types.ts";
import { answered, describeInChromium, hello, open } from "./page.ts";

/** A promise, and the function that resolves it. */
function gate<T = void>() {
  let pass: (value: T) => void = () => {};
  const passed = new Promise<T>((resolve) => {
    pass = resolve;
  });
  return { pass, passed };
}

describeInChromium("the answer", () => {
  test("shows each event as it comes", async () => {
    const { pass, passed } = gate();
    const { page, response, frames, button, faults } = await open({
      async *handler() {
        yield { id: "1", type: "text", text: "first", progress: "IN_PROGRESS" };
        await passed;
        yield { id: "2", type: "done", text: " second 😀", progress: "DONE" };
      },
    });

    await button("Send").click();
    await response.getByText("first", { exact: true }).waitFor();
    expect(await page.locator("#outcome").innerText()).toBe("Streaming");
    expect(await frames.getByRole("option").count()).toBe(1);

    pass();
    await answered(page);
    expect(await page.locator("#text").innerText()).toBe("first second 😀");
    expect(await page.locator("#outcome").innerText()).toBe("Done");
    expect(await page.locator("#figures").innerText()).toMatch(
      /First event\s+\d+ ms\s+Events\s+2\s+Characters\s+14\s+Events per second\s+[\d.,]+\s+Duration\s+\d/,
    );
    expect(await page.locator("#request-id").innerText()).toMatch(/^X-Request-Id: \S+$/);
    const rows = await frames.getByRole("option").allInnerTexts();
    expect(rows[0]).toMatch(/^1\s+\d\.\d{3}\s+text\s+IN_PROGRESS\s+first$/);
    expect(rows[1]).toMatch(/^2\s+\d\.\d{3}\s+\+\d\.\d{3}\s+done\s+DONE\s+second 😀$/);
    expect(faults).toEqual([]);
  });

  test("shows keep-alive comments among the frames", async () => {
    const { pass, passed } = gate();
    const { page, frames, button } = await open({
      config: { heartbeatInterval: 0.1 },
      async *handler() {
        await passed;
        yield { id: "1", type: "done", progress: "DONE" };
      },
    });

    await button("Send").click();
    const comment = frames.getByRole("option", { name: /comment\s+keep-alive/ });
    await comment.first().waitFor();
    pass();
    await answered(page);

    expect(await comment.first().getAttribute("data-kind")).toBe("comment");
    expect(await page.locator("#figures").innerText()).toMatch(/Events\s+1\s/);
  });

  test("shows an error frame with its details", async () => {
    const { page, frames, send } = await open({
      // biome-ignore lint/correctness/useYield: it fails before its first event.
      async *handler() {
        throw new Error("no model today");
      },
    });

    expect(await send()).toBe("Handler exception");
    expect(await page.locator("#fault").innerText()).toMatch(/Handler exception\s+no model today/);
    expect(await frames.getByRole("option").getAttribute("data-kind")).toBe("error");
  });

  test("shows an HTTP error with its whole body, and goes back to normal", async () => {
    const { page, field, send } = await open();
    await page.getByText("JSON", { exact: true }).click();
    await field("Request as JSON").fill(
      '{"model":"gpt-4o","messages":[{"role":"user"}],"sessionId":"s","colour":1}',
    );

    expect(await send()).toBe("HTTP 422");
    const body = JSON.parse(await page.locator("#fault-body").innerText());
    expect(body.detail).toEqual([
      { type: "missing", loc: ["body", "messages", 0, "content"], msg: "Field required" },
      { type: "extra_forbidden", loc: ["body", "colour"], msg: "Extra inputs are not permitted" },
    ]);

    await field("Request as JSON").fill(
      '{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}],"sessionId":"s"}',
    );
    expect(await send()).toBe("Done");
    expect(await page.locator("#fault").isVisible()).toBe(false);
  });

  test("says that an answer has no last event", async () => {
    const { page, send } = await open({
      async *handler() {
        yield { id: "1", type: "text", text: "half", progress: "IN_PROGRESS" };
      },
    });

    expect(await send()).toBe("Ended without DONE");
    expect(await page.locator("#text").innerText()).toBe("half");
  });

  test("says that no handler is set", async () => {
    const { page, send } = await open({ handler: null });

    expect(await page.getByRole("alert").innerText()).toContain("No handler is set");
    expect(await send()).toBe("HTTP 404");
    expect(await page.locator("#fault-body").innerText()).toContain("Handler not set");
  });

  test("Stop, or Escape, ends the handler on the server", async () => {
    const ended: string[] = [];
    const { pass, passed } = gate();
    const { page, response, button } = await open({
      async *handler(_request, { signal }) {
        yield { id: "1", type: "text", text: "going on", progress: "IN_PROGRESS" };
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        ended.push(signal.reason.message);
        if (ended.length === 2) pass();
      },
    });

    for (const stop of [() => button("Stop").click(), () => page.keyboard.press("Escape")]) {
      await button("Send").click();
      await response.getByText("going on").waitFor();
      await stop();
      await answered(page);
      expect(await page.locator("#outcome").innerText()).toBe("Stopped");
    }
    await passed;
    expect(ended).toHaveLength(2);
  });

  test("paints when the frames came; a click there selects one", async () => {
    const { page, frames, send } = await open();
    await send();

    const timeline = frames.page().getByRole("img");
    expect(await timeline.getAttribute("aria-label")).toMatch(/^2 frames in \d/);
    const painted = await timeline.evaluate((canvas: HTMLCanvasElement) => {
      const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return pixels.some((value) => value > 0);
    });
    expect(painted).toBe(true);

    const { width = 0 } = (await timeline.boundingBox()) ?? {};
    await timeline.click({ position: { x: width - 1, y: 5 } });
    expect(JSON.parse(await page.locator("#detail").innerText())).toMatchObject({
      id: "2",
      progress: "DONE",
    });
  });

  test("saves a run as a file", async () => {
    const { page, button, send } = await open();
    await send();

    const [download] = await Promise.all([page.waitForEvent("download"), button("Save transcript").click()]);
    const run = JSON.parse(await readFile(await download.path(), "utf8"));
    expect(download.suggestedFilename()).toBe("llmbrick-run-1.json");
    expect(run).toMatchObject({
      number: 1,
      state: "done",
      status: 200,
      text: "Hello World",
      events: 2,
      request: { model: "gpt-4o", messages: [{ role: "user", content: "Hello" }] },
    });
    expect(run.frames).toHaveLength(2);
    expect(JSON.parse(run.frames[1].data)).toMatchObject({ id: "2", type: "done" });
  });

  test("keeps the last runs, also over a reload, and compares two", async () => {
    const echo: Handler = async function* ({ messages }) {
      yield { id: "1", type: "done", text: `You said ${messages[0]?.content}.`, progress: "DONE" };
    };
    const { page, field, send } = await open({ handler: echo });
    for (const word of ["one", "two"]) {
      await field("Message 1").fill(word);
      await send();
    }
    await page.reload();
    await page.locator("main:not([inert])").waitFor();

    expect(await field("Run").locator("option").allInnerTexts()).toEqual([
      "#1 · gpt-4o · Done",
      "#2 · gpt-4o · Done",
    ]);
    await expect.poll(() => page.locator("#text").innerText()).toBe("You said two.");
    await field("Run").selectOption("#1 · gpt-4o · Done");
    await expect.poll(() => page.locator("#text").innerText()).toBe("You said one.");

    await field("Compare with").selectOption("#2 · gpt-4o · Done");
    const comparison = field("Comparison");
    expect(await comparison.getByRole("row", { name: "Characters" }).innerText()).toMatch(/13\s+13/);
    expect(await comparison.locator("mark").allInnerTexts()).toEqual(["one", "two", "one", "two"]);
    expect(await page.locator("#text").isVisible()).toBe(false);
  });

  test("keeps ten runs", async () => {
    const { field, send } = await open({ handler: hello });
    for (let run = 1; run <= 11; run++) await send();

    const names = await field("Run").locator("option").allInnerTexts();
    expect(names).toHaveLength(10);
    expect(names[0]).toMatch(/^#2 /);
    expect(names[9]).toMatch(/^#11 /);
  });
});

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { Handler } from "../../templates/core/src/llmbrick/types.ts";
import { describeInChromium, hello, open } from "./page.ts";

describeInChromium("the runs", () => {
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

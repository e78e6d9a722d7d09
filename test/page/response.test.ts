import { expect, test } from "vitest";
import { answered, describeInChromium, open } from "./page.ts";

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

  test("tells what a step has found, and shows an answer that its handler ends with ERROR as a fault", async () => {
    const { page, send } = await open({
      async *handler() {
        yield {
          id: "1",
          type: "meta",
          progress: "IN_PROGRESS",
          metadata: { step: "guard", milliseconds: 5 },
        };
        yield { id: "2", type: "error", progress: "ERROR", text: 'Not "progress":"ERROR" here.' };
      },
    });

    expect(await send()).toBe("Ended with ERROR");
    expect(await page.locator("#text").innerText()).toBe('Not "progress":"ERROR" here.');
    const rows = page.locator("#rows > *");
    expect(await rows.nth(0).innerText()).toContain('{"step":"guard","milliseconds":5}');
    const kinds = await rows.evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset.kind));
    expect(kinds).toEqual(["event", "error"]);
  });

  test("is drawn again after a fault in a drawing, which is told once", async () => {
    const { pass, passed } = gate();
    const { page, button, faults } = await open({
      async *handler() {
        yield { id: "1", type: "text", text: "first", progress: "IN_PROGRESS" };
        await passed;
        yield { id: "2", type: "done", text: " second", progress: "DONE" };
      },
    });
    await page.evaluate(() => {
      const { getContext } = HTMLCanvasElement.prototype;
      HTMLCanvasElement.prototype.getContext = () => {
        Object.assign(window, { drawings: ((window as { drawings?: number }).drawings ?? 0) + 1 });
        throw new Error("no canvas today");
      };
      Object.assign(window, { mend: () => Object.assign(HTMLCanvasElement.prototype, { getContext }) });
    });
    await button("Send").click();
    await page.waitForFunction(() => ((window as { drawings?: number }).drawings ?? 0) > 3);
    expect(await page.locator("#text").innerText()).toBe("first");
    expect(faults).toEqual(["no canvas today"]);

    await page.evaluate(() => (window as unknown as { mend(): void }).mend());
    pass();
    await answered(page);
    expect(await page.locator("#text").innerText()).toBe("first second");
    expect(await page.getByRole("img").getAttribute("aria-label")).toMatch(/^2 frames/);
    expect(faults).toHaveLength(1);
  });

  test.each([
    ["stands still", () => 1000],
    ["is coarse", () => Math.floor(Date.now() / 100) * 100],
    ["steps back", (calls: number) => 1e6 - calls],
  ])("is drawn with a clock that %s", async (_, now) => {
    const { page, frames, send, faults } = await open();
    await page.evaluate(
      `(() => { let calls = 0; const now = ${now}; performance.now = () => now(calls++); })()`,
    );
    expect(await send()).toBe("Done");
    expect(await send()).toBe("Done");
    expect(await page.locator("#text").innerText()).toBe("Hello World");
    expect(await page.locator("#figures").innerText()).not.toMatch(/NaN|Infinity|∞/);
    expect(await frames.getByRole("option").count()).toBe(2);
    await page.getByRole("img").click();
    // It is shown with the next picture.
    await page.locator("#detail").waitFor({ state: "visible" });
    expect(faults).toEqual([]);
  });

  test("is drawn whatever its events hold", async () => {
    const { page, field, frames, send, faults } = await open();
    const events = [
      "{}",
      '{"id":1,"type":{"a":1},"text":{"toString":1},"progress":[]}',
      '{"text":null,"progress":null}',
      `{"id":"${"x".repeat(1_000_000)}","text":"","progress":"IN_PROGRESS"}`,
      '{"text":"constructor {0}","progress":"DONE"}',
    ];
    const answer = (body: string) =>
      page.route("**/chat/completions", (route) => route.fulfill({ contentType: "text/event-stream", body }));
    await answer(events.map((data) => `data: ${data}\n\n`).join(""));
    expect(await send()).toBe("Done");
    expect(await page.locator("#text").innerText()).toBe("constructor {0}");
    expect(await frames.getByRole("option").count()).toBe(5);
    await field("Received").focus();
    for (const key of ["Home", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown"])
      await page.keyboard.press(key);
    expect(await page.locator("#detail").innerText()).toContain("constructor {0}");
    await answer('event: error\ndata: {"error":"constructor","details":"{0}"}\n\n');
    expect(await send()).toBe("constructor");
    await answer("");
    expect(await send()).toBe("Ended without DONE");
    expect(await frames.getByRole("option").count()).toBe(0);
    await field("Run").selectOption({ index: 0 });
    await expect.poll(() => page.locator("#text").innerText()).toBe("constructor {0}");
    expect(faults).toEqual([]);
  });

  test("stays whole when an older run is picked while it streams", async () => {
    const { pass, passed } = gate();
    let calls = 0;
    const { page, field, button, send, faults } = await open({
      async *handler() {
        if (++calls === 2) {
          yield { id: "1", type: "text", text: "slow", progress: "IN_PROGRESS" };
          await passed;
        }
        yield { id: "2", type: "done", text: `Answer ${calls}`, progress: "DONE" };
      },
    });
    await send();
    await button("Send").click();
    await page.getByText("slow", { exact: true }).first().waitFor();
    await field("Run").selectOption({ index: 0 });
    await expect.poll(() => page.locator("#text").innerText()).toBe("Answer 1");
    pass();
    await answered(page);
    expect(await page.locator("#text").innerText()).toBe("Answer 1");
    await field("Run").selectOption({ index: 1 });
    await expect.poll(() => page.locator("#text").innerText()).toBe("slowAnswer 2");
    expect(faults).toEqual([]);
  });

  test("works where storage is forbidden, full, or holds something else", async () => {
    const { page, send, faults } = await open();
    for (const kept of ['"x"', "[{}, null, 5]", "{}", "[]", "7"]) {
      await page.evaluate((kept) => {
        for (const key of ["runs", "request", "conversation"])
          sessionStorage.setItem(`llmbrick:${key}`, kept);
      }, kept);
      await page.reload();
      await page.locator("main:not([inert])").waitFor();
    }
    await page.addInitScript(() => {
      const forbid = () => {
        throw new DOMException("The operation is insecure.", "SecurityError");
      };
      for (const area of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, area, { get: forbid });
    });
    await page.reload();
    await page.locator("main:not([inert])").waitFor();
    expect(await send()).toBe("Done");
    expect(faults).toEqual([]);
  });

  test("is kept over a reload beside one that is too long to be kept", async () => {
    const { page, field, send } = await open({
      config: { maxMessageLength: 10_000_000 },
      async *handler({ messages }) {
        const text = messages[0]?.content === "long" ? `${"x".repeat(99)}\n`.repeat(11_000) : "short";
        yield { id: "1", type: "done", text, progress: "DONE" };
      },
    });
    await send();
    await field("Message 1").fill("long");
    await send();
    await page.reload();
    await page.locator("main:not([inert])").waitFor();
    expect(await field("Run").locator("option").allInnerTexts()).toEqual(["#1 · gpt-4o · Done"]);
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
});

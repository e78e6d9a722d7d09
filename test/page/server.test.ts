import type { Request } from "playwright-core";
import { expect, test } from "vitest";
import { describeInChromium, hello, open } from "./page.ts";

describeInChromium("the server's state", () => {
  test("is ready, with the settings under the names of config.ts and a link to the description", async () => {
    const { page, url, button } = await open({ config: { maxMessageLength: 1234, requestTimeout: 7 } });
    await button("Ready").click();
    const settings = page.locator("#settings");
    expect(await settings.innerText()).toMatch(/maxMessageLength\s+1,234/);
    expect(await settings.innerText()).toMatch(/requestTimeout\s+7/);
    expect(await settings.innerText()).toMatch(/allowedModels\s+gpt-4o,claude-3/);

    const link = page.getByRole("link", { name: "openapi.json" });
    const address = new URL((await link.getAttribute("href")) ?? "", url);
    expect(await (await fetch(address)).json()).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) });
  });

  test("is watched while it is away; what has changed meanwhile is taken over", async () => {
    const { page, url, button, send, server, restart } = await open({
      async *handler(request, context) {
        if (request.messages[0]?.content === "crash") server().app.closeAllConnections();
        yield* hello(request, context);
      },
    });
    await page.locator("#messages textarea").fill("crash");
    expect(await send()).toMatch(/Connection failed/);
    await server().close();
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await button("Not reachable").waitFor();

    await restart({ allowedModels: ["new-model"], port: Number(new URL(url).port) });
    await button("Ready").waitFor();
    expect(await page.locator("#models option").getAttribute("value")).toBe("new-model");
    await page.locator("#model").fill("new-model");
    await page.locator("#messages textarea").fill("Hello");
    expect(await send()).toBe("Done");
  });

  test("is looked at while the page is idle, less and less often, and the page comes back by itself", async () => {
    const { page, url, button, send, server, restart } = await open();
    const looks: Request[] = [];
    page.on("request", (request) => {
      if (!request.url().endsWith("?again")) looks.push(request);
    });
    /** Waits for so many looks, and for what the page does with their answers: then it sets the clock for its next one. */
    const lookedTimes = async (count: number) => {
      await expect.poll(() => looks.length, { timeout: 15_000 }).toBe(count);
      for (const look of looks) await (await look.response())?.finished();
      await page.evaluate(() => fetch("healthz?again"));
    };
    await page.clock.install();
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await lookedTimes(2);
    for (const seconds of [5, 10, 20, 30, 30]) {
      const before = looks.length;
      await page.clock.runFor((seconds - 1) * 1000);
      expect(looks.length).toBe(before);
      await page.clock.runFor(1000);
      await lookedTimes(before + 2);
    }

    await server().close();
    await page.clock.runFor(30_000);
    await button("Not reachable").waitFor();
    await restart({ port: Number(new URL(url).port), debugMode: false });
    await page.clock.runFor(1000);
    await button("Ready").waitFor();
    expect(await page.locator("#settings").textContent()).toContain("debugModefalse");
    await page.clock.resume();
    expect(await send()).toBe("Done");
  });

  test("is told where another server answers at its address, or none that shows the page", async () => {
    const { page, button, send } = await open();
    await page.route("**/page/settings.json", (route) =>
      route.fulfill({ status: 404, json: { detail: "Not Found" } }),
    );
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    expect(await send()).toBe("Done");
    await page.route("**/readyz", (route) => route.fulfill({ status: 404, body: "<html>" }));
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await button("Not reachable").waitFor();
    await page.unroute("**/*");
    await page.unroute("**/readyz");
    await button("Ready").waitFor();
  });

  test("is shutting down while it drains, and not ready while it lacks a part", async () => {
    const { page, button } = await open();
    for (const [status, state] of [
      ["draining", "Shutting down"],
      ["unavailable", "Not ready"],
    ] as const) {
      await page.route("**/readyz", (route) => route.fulfill({ status: 503, json: { status } }));
      await page.evaluate(() => dispatchEvent(new Event("focus")));
      await button(state).waitFor();
      await page.unroute("**/readyz");
    }
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await button("Ready").waitFor();
    expect(await button("Ready").getAttribute("data-state")).toBe("Ready");
  });

  test("shows a banner until a handler is set", async () => {
    const { page, server, send } = await open({ handler: null });
    const banner = page.getByRole("alert");
    expect(await banner.isVisible()).toBe(true);

    server().handler(hello);
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await banner.waitFor({ state: "hidden" });
    expect(await send()).toBe("Done");
  });
});

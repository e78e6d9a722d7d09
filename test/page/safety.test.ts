import { once } from "node:events";
import { readdir, readFile, stat } from "node:fs/promises";
import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { handlerNames, layersOf } from "../../src/handlers/index.ts";
import { inLanguage } from "../../src/plan/paths.ts";
import { describeInChromium, open, type TestPage, visit } from "./page.ts";

const markup = `<img src=x onerror="window.pwned='img'"><svg onload="window.pwned='svg'">`;
const breakout = `</script><script>window.pwned='script'</script>"'>{{pwned}}\${pwned}`;
const link = "javascript:window.pwned='link'";
const hostile = `${markup}${breakout}${link}`;

/** Nothing of what the page showed has run, and nothing became an element. */
async function expectInert({ page, faults }: Pick<TestPage, "page" | "faults">): Promise<void> {
  expect(await page.evaluate(() => (window as unknown as { pwned?: string }).pwned)).toBeUndefined();
  expect(await page.locator("img, svg, iframe, body script, [onerror], [href^='javascript']").count()).toBe(
    0,
  );
  expect(faults).toEqual([]);
}

describeInChromium("hostile text runs nothing", () => {
  test("in a model's output: text, id, type, model, metadata", async () => {
    const opened = await open({
      async *handler() {
        yield { id: hostile, type: hostile, model: hostile, text: hostile, progress: "IN_PROGRESS" };
        yield { id: hostile, type: hostile, progress: "DONE", metadata: { [hostile]: hostile } };
      },
    });
    const { page, frames, send } = opened;
    await send();
    expect(await page.locator("#text").textContent()).toBe(hostile);
    for (const view of ["Pretty", "Raw"]) {
      await frames.getByText(view, { exact: true }).click();
      await frames.getByRole("option").first().click();
      expect(await page.locator("#detail").textContent()).toContain("window.pwned='img'");
    }
    await expectInert(opened);
  });

  test("in an error frame, and in the history and the comparison of runs", async () => {
    const opened = await open({
      config: { allowedModels: ["gpt-4o", hostile] },
      // biome-ignore lint/correctness/useYield: it fails before its first event.
      async *handler() {
        throw new Error(hostile);
      },
    });
    const { page, field, send } = opened;
    await field("Model").fill(hostile);
    await field("Message 1").fill(hostile);
    await field("Session ID").fill(hostile);
    await send();
    expect(await page.locator("#fault-body").textContent()).toBe(hostile);
    await send();
    await field("Compare with").selectOption({ index: 1 });
    expect(await field("Comparison").textContent()).toContain("window.pwned='img'");
    await page.reload();
    await page.locator("main:not([inert])").waitFor();
    await expectInert(opened);
  });

  test("in an HTTP error's body, JSON or not", async () => {
    const opened = await open();
    const { page, send } = opened;
    for (const contentType of ["text/html", "application/json"]) {
      const body = contentType === "text/html" ? hostile : JSON.stringify({ detail: hostile });
      await page.route("**/chat/completions", (route) => route.fulfill({ status: 500, contentType, body }));
      expect(await send()).toBe("HTTP 500");
      expect(await page.locator("#fault-body").textContent()).toContain("window.pwned='img'");
    }
    await expectInert(opened);
  });

  test("in the settings: prefix, models", async () => {
    const opened = await open();
    const { page, button } = opened;
    const answered: string[] = [];
    await page.route("**/page/settings.json", async (route) => {
      const settings = await (await route.fetch()).json();
      await route.fulfill({ json: { ...settings, endpoint: `${hostile}/chat`, allowedModels: [hostile] } });
    });
    page.on("request", (request) => answered.push(`${request.method()} ${new URL(request.url()).origin}`));
    await page.reload();
    await page.locator("main:not([inert])").waitFor();
    await button("Ready").click();
    expect(await page.locator("#settings").textContent()).toContain("window.pwned='img'");
    await page.keyboard.press("Escape");
    await opened.send();
    expect(answered).toContain(`POST ${new URL(opened.url).origin}`);
    await expectInert(opened);
  });

  test("in what was kept of an earlier visit", async () => {
    const opened = await open();
    const { page } = opened;
    await page.evaluate((text) => {
      for (const key of ["language", "theme"]) localStorage.setItem(`llmbrick:${key}`, JSON.stringify(text));
      sessionStorage.setItem("llmbrick:request", "{ not JSON");
    }, hostile);
    await page.reload();
    await page.locator("main:not([inert])").waitFor();
    expect(await opened.send()).toBe("Done");
    await expectInert(opened);
  });
});

describeInChromium("the page", () => {
  test("asks its own server alone, and its policy lets nothing else in", async () => {
    const { page, url, send } = await open();
    const origins = new Set<string>();
    page.on("request", (request) => origins.add(new URL(request.url()).origin));
    await page.reload();
    await send();
    expect([...origins]).toEqual([new URL(url).origin]);

    const { headers } = await fetch(url);
    const policy = headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const blocked = await page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "window.pwned = true";
      document.body.append(script);
      return !("pwned" in window);
    });
    expect(blocked).toBe(true);
  });

  test("comes from memory with an ETag, and once only", async () => {
    const { url } = await open();
    const { headers } = await fetch(new URL("page/app.js", url));
    const again = await fetch(new URL("page/app.js", url), {
      headers: { "If-None-Match": headers.get("ETag") ?? "" },
    });
    expect(again.status).toBe(304);
  });

  test.each(["/api/v1", "/javascript:x", "/a//b"])("works under the prefix %s", async (prefix) => {
    const { page, send } = await open({ config: { prefix } });
    expect(await page.locator("#endpoint").innerText()).toBe(`POST ${prefix}/chat/completions`);
    expect(await send()).toBe("Done");
  });

  test("works behind a proxy's sub-path", async () => {
    const { page, url } = await open();
    const proxy = createServer((request, response) => {
      const path = request.url?.replace(/^\/deep\/path\//, "/") ?? "/";
      if (path === request.url) return response.writeHead(404).end();
      const headers = { ...request.headers, host: new URL(url).host, origin: new URL(url).origin };
      const onward = forward(new URL(path, url), { method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onward);
    });
    proxy.listen(0, "127.0.0.1");
    onTestFinished(() => void proxy.close());
    await once(proxy, "listening");

    const through = await visit(page, `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/deep/path/`);
    expect(await through.send()).toBe("Done");
    expect(await page.locator("#endpoint").innerText()).toBe("POST /deep/path/chat/completions");
    expect(through.faults).toEqual([]);
    proxy.closeAllConnections();
  });
});

test("the page's files hold no remote address, no inline code and nothing that makes markup of text", async () => {
  const root = fileURLToPath(new URL("../../templates/", import.meta.url));
  const names = (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((name) => /\/public\/(index\.html|page\/.*)$/.test(name) && !name.includes("node_modules"));
  expect(names).toContain(join(root, "page/public/index.html"));
  for (const name of names) {
    const text = await readFile(name, "utf8");
    expect(text.replaceAll("http://www.w3.org/2000/svg", ""), name).not.toMatch(/https?:\/\/|@import/);
    expect(text, name).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser/,
    );
    expect(text, name).not.toMatch(/<style|\sstyle=|\son\w+="/);
    expect((await stat(name)).size, name).toBeLessThan(10_000);
  }
});

test("the page is smaller than 90 kB, its client and any handler's examples included, and with all features than 105 kB", async () => {
  const layers = await collectLayers();
  expect(Object.keys(layers.page ?? {})).toContain("public/page/client.js");
  const sizeOf = (own: string[]) => {
    const files = Object.assign({}, ...own.map((name) => layers[name]));
    const names = inLanguage(Object.keys(files), "en").filter((name) =>
      /^public\/(index\.html$|page\/)/.test(name),
    );
    expect(names).toContain("public/page/examples.js");
    return names.reduce((sum, name) => sum + Buffer.byteLength(files[name]), 0);
  };
  const ofFeatures = Object.keys(layers).filter((name) => name.startsWith("features/"));
  for (const handler of handlerNames) {
    const own = ["page", ...layersOf(handler)];
    expect(sizeOf(own), handler).toBeLessThan(90_000);
    expect(sizeOf([...own, ...ofFeatures]), handler).toBeLessThan(105_000);
  }
});

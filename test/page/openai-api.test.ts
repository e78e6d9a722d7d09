import { json } from "node:stream/consumers";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Route } from "../../templates/core/src/llmbrick/http/route.ts";
import { describeInChromium, open } from "./page.ts";

const frame = (data: object | string) =>
  `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
const chunk = (delta: object, reason: string | null = null) =>
  frame({ id: "chatcmpl-1", choices: [{ index: 0, delta, finish_reason: reason }] });
const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
const whole =
  chunk({ role: "assistant", reasoning_content: "Hm", reasoning: "Hm" }) +
  chunk({ content: "Hel" }) +
  chunk({ content: "lo" }) +
  chunk({}, "stop") +
  frame({ id: "chatcmpl-1", choices: [], usage }) +
  frame("[DONE]");

/** OpenAI's route, which answers each request with the next of these bodies, and keeps what it is asked. */
function played(prefix: string, ...answers: { status?: number; body: string }[]) {
  const asked: Record<string, unknown>[] = [];
  const keys: unknown[] = [];
  const route: Route = {
    method: "POST",
    path: `${prefix}/v1/chat/completions`,
    async handle(request) {
      asked.push((await json(request)) as Record<string, unknown>);
      keys.push(request.headers.authorization);
      const { status = 200, body = "" } = answers.shift() ?? {};
      const type = status === 200 ? "text/event-stream" : "application/json";
      return { status, headers: { "Content-Type": type }, body };
    },
  };
  return { asked, keys, routes: [route] };
}

/** The page learns of the route's path from the server's description. */
async function choose(page: Page): Promise<void> {
  await page.getByLabel("API", { exact: true }).selectOption("OpenAI");
  await expect.poll(() => page.locator("#endpoint").innerText()).toMatch(/\/v1\/chat\/completions$/);
}

describeInChromium(
  "the page of a project with the feature openai-api",
  () => {
    test("asks by LLMBrick's route until OpenAI's is chosen, and keeps the choice", async () => {
      const { asked, routes } = played("/api", { body: whole }, { body: whole });
      const { page, send, response, faults } = await open({ routes, config: { prefix: "/api" } });
      const address = page.locator("#endpoint");
      expect(await address.innerText()).toBe("POST /api/chat/completions");
      expect(await send()).toBe("Done");
      expect(asked).toEqual([]);

      await choose(page);
      expect(await address.innerText()).toBe("POST /api/v1/chat/completions");
      expect(await send()).toBe("Done");
      expect(asked[0]).toMatchObject({
        model: "gpt-4o",
        messages: [{ role: "user", content: "Hello" }],
        stream: true,
      });
      expect(asked[0]).not.toHaveProperty("sessionId");
      expect(await page.locator("#text").innerText()).toBe("Hello");
      expect(await page.locator("#reasoning").innerText()).toBe("Hm");
      await expect.poll(() => response.innerText()).toContain("7 + 3");
      expect(await response.innerText()).toContain("stop");

      await page.reload();
      await page.locator("main:not([inert])").waitFor();
      await expect.poll(() => address.innerText()).toBe("POST /api/v1/chat/completions");
      expect(faults).toEqual([]);
    });

    test("is answered by the project's own handler", async () => {
      const { page, send, response, frames } = await open({
        async *handler({ messages, clientId }) {
          const metadata = { usage: { inputTokens: 7, outputTokens: 3 }, finishReason: "stop" };
          yield {
            id: "1",
            type: "text",
            text: `${messages[0]?.content} to ${clientId}`,
            progress: "IN_PROGRESS",
          };
          yield { id: "2", type: "done", progress: "DONE", metadata };
        },
      });
      await choose(page);
      await page.getByText("More fields").click();
      await page.getByLabel("Client ID").fill("me");
      expect(await send()).toBe("Done");
      expect(await page.locator("#text").innerText()).toBe("Hello to me");
      await expect.poll(() => response.innerText()).toContain("7 + 3");
      expect(await frames.getByRole("option").last().innerText()).toContain("[DONE]");
    });

    test("shows each chunk as it came, and in a few words", async () => {
      const { routes } = played("", { body: whole });
      const { page, send, frames } = await open({ routes });
      await choose(page);
      await send();
      const rows = await frames.getByRole("option").evaluateAll((all) =>
        all.map((row) =>
          Array.from(row.children, ({ textContent }) => textContent)
            .slice(3)
            .join(" "),
        ),
      );
      expect(rows).toEqual([
        "reasoning  Hm",
        "content  Hel",
        "content  lo",
        "delta stop {}",
        `usage  ${JSON.stringify(usage)}`,
        "[DONE]  ",
      ]);
      await frames.getByRole("option").nth(1).click();
      await page.getByText("Raw").click();
      expect(await page.locator("#detail").innerText()).toBe(chunk({ content: "Hel" }).trim());
    });

    test.each<[what: string, answer: { status?: number; body: string }, outcome: string, told: string]>([
      [
        "a refusal",
        { status: 404, body: '{"error":{"message":"No such model"}}' },
        "HTTP 404",
        "No such model",
      ],
      [
        "an error in the stream",
        {
          body:
            chunk({ content: "Hel" }) + frame({ error: { message: "Cut" }, choices: [] }) + frame("[DONE]"),
        },
        "error",
        "Cut",
      ],
      ["an answer that was cut", { body: chunk({ content: "Hel" }) }, "Ended without DONE", ""],
    ])("tells %s", async (_what, answer, outcome, told) => {
      const { routes } = played("", answer);
      const { page, send } = await open({ routes });
      await choose(page);
      expect(await send()).toBe(outcome);
      expect(await page.locator("#fault-body").innerText()).toContain(told);
    });

    test("sends the results of tools in OpenAI's form, with the key", async () => {
      const call = { index: 0, id: "c1", type: "function", function: { name: "add", arguments: '{"a":' } };
      const calling =
        chunk({ role: "assistant", tool_calls: [call] }) +
        chunk({ tool_calls: [{ index: 0, function: { arguments: "1}" } }] }) +
        chunk({}, "tool_calls") +
        frame("[DONE]");
      const { asked, keys, routes } = played("", { body: calling }, { body: whole });
      const { page, field, send, button } = await open({ routes, env: { LLMBRICK_API_KEYS: "key-1" } });
      await choose(page);
      await field("API key").fill("key-1");
      expect(await send()).toBe("Done");
      await page.getByLabel('add({"a":1})').fill("2");
      await button("Send the results").click();
      await expect.poll(() => asked.length).toBe(2);
      expect(asked[1]?.messages).toEqual([
        { role: "user", content: "Hello" },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "c1", type: "function", function: { name: "add", arguments: '{"a":1}' } }],
        },
        { role: "tool", tool_call_id: "c1", content: "2" },
      ]);
      expect(keys).toEqual(["Bearer key-1", "Bearer key-1"]);
    });

    test("copies the request for the route that is chosen", async () => {
      const { routes } = played("");
      const { page, button, url } = await open({ routes });
      await choose(page);
      for (const name of ["curl", "PowerShell", "fetch", "Python"]) {
        await button(`Copy as ${name}`).click();
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        expect(copied).toContain(`${url}v1/chat/completions`);
        expect(copied).toContain("include_usage");
        expect(copied).not.toContain("sessionId");
        if (name === "fetch") expect(copied).toContain("[DONE]");
      }
    });
  },
  { features: ["openai-api"] },
);

describeInChromium("the page of any other project", () => {
  test("has no trace of a second route", async () => {
    const { page, url } = await open();
    expect(await page.locator("#route").count()).toBe(0);
    const texts = await Promise.all(
      ["openapi.json", "page/parts.js", "page/route.js", "page/server.js"].map(async (path) =>
        (await fetch(url + path)).text(),
      ),
    );
    expect(texts.join("\n")).not.toMatch(/openai/i);
  });
});

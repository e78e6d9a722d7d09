import { expect, test } from "vitest";
import type { ConversationRequest, Handler } from "../../templates/core/src/llmbrick/types.ts";
import { answered, describeInChromium, open } from "./page.ts";

const city = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };

/** Thinks, and calls two tools; asked again, it says what came of them. */
function model() {
  const requests: ConversationRequest[] = [];
  const handler: Handler = async function* (request) {
    requests.push(request);
    const part = { id: "1", progress: "IN_PROGRESS" } as const;
    const usage = { inputTokens: 1200, outputTokens: null };
    if (requests.length > 1) {
      yield { ...part, type: "text", text: "Sunny." };
      yield { id: "2", type: "done", progress: "DONE", metadata: { usage: null, finishReason: "stop" } };
      return;
    }
    yield { ...part, type: "reasoning", text: "Two cities, " };
    yield { ...part, type: "reasoning", text: "two <b>calls</b>." };
    yield { ...part, type: "text", text: "Let me look." };
    for (const name of ["Taipei", "台南"]) {
      const metadata = { id: `call_${name}`, name: "get_weather", arguments: { city: name } };
      yield { ...part, type: "tool_call", metadata };
    }
    yield { id: "2", type: "done", progress: "DONE", metadata: { usage, finishReason: "tool_calls" } };
  };
  return { requests, handler };
}

describeInChromium(
  "an answer of a model",
  () => {
    test("shows its reasoning, its calls of tools, its tokens and why it ended", async () => {
      const { page, response, send, faults } = await open(model());
      expect(await send()).toBe("Done");
      expect(await page.locator("#text").innerText()).toBe("Let me look.");
      expect(await page.locator("#reasoning").innerText()).toBe("Two cities, two <b>calls</b>.");
      await response.getByText("Reasoning").click();
      expect(await page.locator("#reasoning").isVisible()).toBe(false);
      expect(await page.locator("#results code").allInnerTexts()).toEqual([
        'get_weather({"city":"Taipei"})',
        'get_weather({"city":"台南"})',
      ]);
      expect(await page.locator("#figures").innerText()).toMatch(
        /Tokens in and out\s+1,200 \+ \?\s+Finish reason\s+tool_calls$/,
      );
      expect(faults).toEqual([]);
    });

    test("goes on with the results of the calls, in the conversation that was sent", async () => {
      const { requests, handler } = model();
      const { page, field, button, send } = await open({ handler });
      await field("Presets").selectOption("With a tool");
      await field("Conversation mode").check();
      await send();
      await field("Message 1").fill("Something else");

      await field('get_weather({"city":"Taipei"})').fill("18 °C");
      await field('get_weather({"city":"台南"})').fill("24 °C");
      await button("Send the results").click();
      await answered(page);
      expect(requests[1]?.tools).toMatchObject([{ function: { name: "get_weather", parameters: city } }]);
      const [question, calls, results] = requests[1]?.messages ?? [];
      expect(question?.content).toBe("What is the weather in Taipei?");
      expect(calls?.role).toBe("assistant");
      expect(JSON.parse(calls?.content ?? "")).toEqual({
        tool_calls: [
          { id: "call_Taipei", name: "get_weather", arguments: { city: "Taipei" } },
          { id: "call_台南", name: "get_weather", arguments: { city: "台南" } },
        ],
        text: "Let me look.",
      });
      expect(results?.role).toBe("user");
      expect(JSON.parse(results?.content ?? "")).toEqual({
        tool_results: [
          { id: "call_Taipei", content: "18 °C" },
          { id: "call_台南", content: "24 °C" },
        ],
      });

      expect(await page.locator("#text").innerText()).toBe("Sunny.");
      expect(await page.locator("#thoughts").isVisible()).toBe(false);
      expect(await button("Send the results").isVisible()).toBe(false);
      expect(await page.locator("#figures").innerText()).toMatch(/Finish reason\s+stop$/);
    });

    test("survives metadata of any form", async () => {
      const odd = [
        "text",
        7,
        null,
        [1],
        { usage: "many", finishReason: { a: 1 } },
        { usage: { inputTokens: "x" } },
      ];
      for (const metadata of odd) {
        const { page, send, faults } = await open({
          handler: async function* () {
            yield { id: "1", type: "tool_call", progress: "IN_PROGRESS", metadata };
            yield { id: "2", type: "done", progress: "DONE", metadata };
          } as Handler,
        });
        await send();
        expect(await page.locator("#outcome").innerText()).not.toBe("Streaming");
        expect(faults).toEqual([]);
      }
    });
  },
  { handler: "openai" },
);

describeInChromium(
  "the page of a played model",
  () => {
    test("has its faults as presets", async () => {
      const { page, field } = await open();
      const presets = await field("範例").locator("option").allInnerTexts();
      expect(presets.slice(0, 4)).toEqual(["範例", "打招呼", "使用工具", "/fault rate-limit"]);
      await field("範例").selectOption("/fault overloaded-late");
      expect(await page.locator("#messages textarea").inputValue()).toBe("/fault overloaded-late");
    });
  },
  { lang: "zh-TW", handler: "mock" },
);

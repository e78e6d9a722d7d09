import { expect, test } from "vitest";
import { contents, describeInChromium, listener, open, visit } from "./page.ts";

describeInChromium("the request", () => {
  test("offers the server's models, and sends any that is typed", async () => {
    const { requests, handler } = listener();
    const { page, field, send } = await open({ handler, config: { allowedModels: ["small", "large"] } });

    expect(await field("Model").inputValue()).toBe("small");
    const offered = await page
      .locator("#models option")
      .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
    expect(offered).toEqual(["small", "large"]);
    await field("Model").fill("large");
    await send();
    expect(requests[0]?.model).toBe("large");
    await field("Model").fill("mine");
    expect(await send()).toBe("Business validation failed");
  });

  test("has a session ID that stays until a new one is asked for", async () => {
    const { requests, handler } = listener();
    const { page, field, button, send } = await open({ handler });
    const first = await field("Session ID").inputValue();
    expect(first).toMatch(/^s-\w+$/);

    await send();
    await page.reload();
    expect(await field("Session ID").inputValue()).toBe(first);
    await button("New").click();
    const second = await field("Session ID").inputValue();
    await send();
    expect(second).not.toBe(first);
    expect(requests.map((request) => request.sessionId)).toEqual([first, second]);
  });

  test("sends every field as its own type", async () => {
    const { requests, handler } = listener();
    const { page, field, send } = await open({ handler, context: { locale: "fr-CA" } });
    await page.getByText("More fields").click();
    expect(await field("Source language").inputValue()).toBe("fr-CA");

    await field("Temperature").fill("0.5");
    await field("Max tokens").fill("64");
    await field("Client ID").fill("desk");
    await field("Source language").fill("de");
    await field("Tools (JSON)").fill('[{"name":"search"}]');
    await field("Tool choice (JSON)").fill('"auto"');
    await send();
    expect(requests[0]).toMatchObject({
      temperature: 0.5,
      maxTokens: 64,
      clientId: "desk",
      sourceLanguage: "de",
      tools: [{ name: "search" }],
      toolChoice: "auto",
    });

    for (const name of ["Temperature", "Max tokens", "Client ID", "Source language", "Tools (JSON)"])
      await field(name).fill("");
    await field("Tool choice (JSON)").fill("");
    await send();
    expect(requests[1]).toMatchObject({
      temperature: null,
      maxTokens: null,
      clientId: null,
      sourceLanguage: null,
      tools: null,
      toolChoice: null,
    });
  });

  test("is not sent while a field holds no JSON; the field is shown and says why", async () => {
    const { requests, handler } = listener();
    const { page, field, button, send } = await open({ handler });
    const tools = field("Tools (JSON)");
    await page.getByText("More fields").click();
    await tools.fill('{"not":"a list"}');
    expect(await page.locator("#typo").innerText()).toBe("Expected a JSON array: […]");
    await page.getByText("More fields").click();

    await button("Send").click();
    await expect.poll(() => tools.evaluate((box) => box === document.activeElement)).toBe(true);
    await tools.fill("[1,");
    expect(await page.locator("#typo").innerText()).toMatch(/JSON/);
    await button("Send").click();
    expect(requests).toHaveLength(0);

    await tools.fill("[1]");
    expect(await page.locator("#typo").innerText()).toBe("");
    expect(await send()).toBe("Done");
    expect(requests[0]?.tools).toEqual([1]);
  });

  test("keeps half-written JSON as it is typed, with its fault, whatever is typed elsewhere", async () => {
    const { page, field, button } = await open();
    const typo = page.locator("#typo");
    await page.getByText("More fields").click();
    await field("Tools (JSON)").fill("[1,");
    await field("Message 1").fill("Hello again");
    await field("Client ID").fill("me");
    expect(await field("Tools (JSON)").inputValue()).toBe("[1,");
    expect(await typo.innerText()).toMatch(/^This is not JSON/);
    await field("Language").selectOption("繁體中文");
    expect(await typo.innerText()).toMatch(/^這不是 JSON/);
    await page.locator("#language").selectOption("en");
    await field("Tools (JSON)").fill("[1]");
    expect(await typo.innerText()).toBe("");

    await page.getByText("JSON", { exact: true }).click();
    await field("Request as JSON").fill('{"model": "mine",');
    expect(await typo.innerText()).toMatch(/^This is not JSON/);
    await page.getByText("Form", { exact: true }).click();
    expect(await typo.innerText()).toBe("");
    await field("Message 1").fill("And more");
    await page.getByText("JSON", { exact: true }).click();
    expect(await field("Request as JSON").inputValue()).toBe('{"model": "mine",');
    expect(await typo.innerText()).toMatch(/^This is not JSON/);
    await button("Send").click();
    expect(await page.locator("#runs").isVisible()).toBe(false);

    // A preset is another request, of the same client.
    await field("Presets").selectOption("Hello");
    const preset = JSON.parse(await field("Request as JSON").inputValue());
    expect(preset).toMatchObject({ clientId: "me" });
    expect(preset).not.toHaveProperty("tools");
    expect(await typo.innerText()).toBe("");
  });

  test("can be written as JSON or in the form, each shows the other", async () => {
    const { requests, handler } = listener();
    const { page, field, button, send } = await open({ handler });
    const json = field("Request as JSON");
    await field("Message 1").fill('Say "hi"');
    await page.getByText("JSON", { exact: true }).click();
    expect(JSON.parse(await json.inputValue())).toMatchObject({
      model: "gpt-4o",
      messages: [{ role: "user", content: 'Say "hi"' }],
    });

    const typed =
      '{ "model": "claude-3", "sessionId": "mine",\n\n "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"}], "temperature": 1 }';
    await json.fill(typed);
    expect(await json.inputValue()).toBe(typed);
    await send();
    expect(requests[0]).toMatchObject({ model: "claude-3", sessionId: "mine", temperature: 1 });

    await page.getByText("Form", { exact: true }).click();
    expect(await field("Model").inputValue()).toBe("claude-3");
    expect(await field("Role 1").inputValue()).toBe("system");
    expect(await contents(page)).toEqual(["Be kind.", "Hi"]);

    await page.getByText("JSON", { exact: true }).click();
    for (const wrong of ["{", "[]", "null", ""]) {
      await json.fill(wrong);
      expect(await page.locator("#typo").innerText()).not.toBe("");
      await button("Send").click();
    }
    expect(requests).toHaveLength(1);
    await page.getByText("Form", { exact: true }).click();
    expect(await send()).toBe("Done");
  });

  test("keeps what only JSON can say", async () => {
    const { page, field, send } = await open();
    await page.getByText("JSON", { exact: true }).click();
    await field("Request as JSON").fill(
      '{"model":"gpt-4o","messages":"none","sessionId":"s","extra":{"deep":1}}',
    );
    await page.getByText("Form", { exact: true }).click();
    expect(await contents(page)).toEqual([]);
    await field("Session ID").fill("t");
    await page.getByText("JSON", { exact: true }).click();
    expect(JSON.parse(await field("Request as JSON").inputValue())).toEqual({
      model: "gpt-4o",
      messages: "none",
      sessionId: "t",
      extra: { deep: 1 },
    });
    expect(await send()).toBe("HTTP 422");
  });

  test("begins with a preset; each rule's preset breaks that rule", async () => {
    const { page, field, send } = await open({ config: { maxMessagesCount: 30, maxMessageLength: 50 } });
    const outcomes: Record<string, string> = {};
    for (const preset of await field("Presets").locator("option").allInnerTexts()) {
      if (preset === "Presets") continue;
      await field("Presets").selectOption(preset);
      const outcome = await send();
      const fault = await page.locator("#fault-body").textContent();
      outcomes[preset] = fault || `${outcome}, ${await page.locator("#messages li").count()} messages`;
    }
    expect(outcomes).toEqual({
      Hello: "Done, 1 messages",
      "Long conversation": "Done, 21 messages",
      "No messages": "[1400] Messages cannot be empty",
      "Too many messages": "[1400] Too many messages: 31 > 30",
      "Message too long": "[1400] Message 0 too long: 51 > 50",
      "Two system messages": "[1400] Only one system message allowed",
      "Last message not from user": "[1400] Last message must be from user",
      "Unknown role": "[1400] Invalid role 'tool' in message 0",
      "Unknown model": "[1400] Unsupported model: no-such-model",
    });
  });

  test("asks for an API key where the server wants one, and keeps it for the tab only", async () => {
    const { page, url, field, button, send } = await open({ env: { LLMBRICK_API_KEYS: "secret-key" } });
    expect(await send()).toBe("HTTP 401");
    await field("API key").fill("secret-key");
    expect(await send()).toBe("Done");

    await page.reload();
    expect(await field("API key").inputValue()).toBe("secret-key");
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("secret-key");
    for (const kind of ["curl", "PowerShell", "fetch", "Python"]) {
      await button(`Copy as ${kind}`).click();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toContain("API_KEY");
      expect(copied).not.toContain("secret-key");
    }
    const tab = await visit(await page.context().newPage(), url);
    expect(await tab.field("API key").inputValue()).toBe("");
  });
});

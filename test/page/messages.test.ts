import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { contents, describeInChromium, listener, open } from "./page.ts";

describeInChromium("the messages", () => {
  test("are added, changed and removed", async () => {
    const { requests, handler } = listener();
    const { page, field, button, send } = await open({ handler });
    await button("Add message").click();
    expect(await field("Role 2").inputValue()).toBe("assistant");
    await page.keyboard.type("Good day");
    await button("Add message").click();
    await page.keyboard.type("And now?");
    await field("Role 1").selectOption("system");
    await send();
    expect(requests[0]?.messages).toEqual([
      { role: "system", content: "Hello" },
      { role: "assistant", content: "Good day" },
      { role: "user", content: "And now?" },
    ]);

    await button("Remove 2").click();
    expect(await contents(page)).toEqual(["Hello", "And now?"]);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Message 2");
    await button("Remove 2").click();
    await button("Remove 1").click();
    expect(await contents(page)).toEqual([]);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("add");
  });

  test("move by button, by Alt and an arrow, and by dragging", async () => {
    const { page, field, button } = await open();
    await field("Message 1").fill("a");
    for (const letter of ["b", "c"]) {
      await button("Add message").click();
      await page.keyboard.type(letter);
    }

    await button("Move 1 down").click();
    expect(await contents(page)).toEqual(["b", "a", "c"]);
    await page.keyboard.press("Enter");
    expect(await contents(page)).toEqual(["b", "c", "a"]);
    await button("Move 3 up").click();
    expect(await contents(page)).toEqual(["b", "a", "c"]);
    await button("Move 1 up").click();
    expect(await contents(page)).toEqual(["b", "a", "c"]);

    await field("Message 3").focus();
    await page.keyboard.press("Alt+ArrowUp");
    await page.keyboard.press("Alt+ArrowUp");
    await page.keyboard.press("Alt+ArrowUp");
    await page.keyboard.type("!");
    expect(await contents(page)).toEqual(["c!", "b", "a"]);
    await page.keyboard.press("Alt+ArrowDown");
    expect(await contents(page)).toEqual(["b", "c!", "a"]);

    await drag(page, 0, 2);
    expect(await contents(page)).toEqual(["c!", "a", "b"]);
    await drag(page, 2, 1);
    expect(await contents(page)).toEqual(["c!", "b", "a"]);
    await drag(page, 1, 1);
    expect(await contents(page)).toEqual(["c!", "b", "a"]);
  });

  test("show their length in code points against the limit", async () => {
    const { page, field, send } = await open({ config: { maxMessageLength: 3 } });
    const count = page.locator("#messages .count");
    const message = field("Message 1");

    await message.fill("😀é中");
    expect(await count.innerText()).toBe("3 / 3");
    expect(await message.getAttribute("aria-invalid")).toBe("false");
    expect(await send()).toBe("Done");
    await message.fill("😀é中x");
    expect(await count.innerText()).toBe("4 / 3");
    expect(await message.getAttribute("aria-invalid")).toBe("true");
    expect(await send()).toBe("Business validation failed");
  });

  test("are many without a form that is too long", async () => {
    const { page, field } = await open({ config: { maxMessagesCount: 999 } });
    await field("Presets").selectOption("Too many messages");
    expect(await page.locator("#messages li").count()).toBe(200);
    expect(await page.locator("#rest").innerText()).toBe("800 more messages; see them as JSON.");
  });

  test("go on as a conversation", async () => {
    const { requests, handler } = listener();
    const { page, field, send } = await open({ handler });
    await field("Conversation mode").check();
    await send();
    expect(await contents(page)).toEqual(["Hello", "Answer 1", ""]);
    await page.keyboard.type("Go on");
    await send();
    expect(requests[1]?.messages).toEqual([
      { role: "user", content: "Hello" },
      { role: "assistant", content: "Answer 1" },
      { role: "user", content: "Go on" },
    ]);

    await page.reload();
    expect(await field("Conversation mode").isChecked()).toBe(true);
    expect(await contents(page)).toHaveLength(5);
    await field("Conversation mode").uncheck();
    await field("Message 5").fill("The end");
    await send();
    expect(await contents(page)).toHaveLength(5);
  });
});

/** Takes a message by its handle and lets it go over another. */
async function drag(page: Page, from: number, to: number): Promise<void> {
  const centre = async (selector: string, index: number): Promise<[number, number]> => {
    const box = await page.locator(selector).nth(index).boundingBox();
    if (!box) throw new Error(`${selector} ${index} is not in sight`);
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  await page.mouse.move(...(await centre("#messages .handle", from)));
  await page.mouse.down();
  await page.mouse.move(...(await centre("#messages li", to)), { steps: 4 });
  await page.mouse.up();
}

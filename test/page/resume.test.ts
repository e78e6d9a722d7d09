import { once } from "node:events";
import { expect, test } from "vitest";
import type { Handler } from "../../templates/core/src/llmbrick/types.ts";
import { latch } from "../support/latch.ts";
import { answered, describeInChromium, open } from "./page.ts";

/** Three events, then, once it is let go on, three more. */
function halting() {
  const goOn = latch();
  const state = { begun: 0, aborted: latch() };
  const handler: Handler = async function* (_request, { signal }) {
    state.begun++;
    signal.addEventListener("abort", () => state.aborted.set());
    for (let index = 1; index <= 6; index++) {
      if (index === 4) await Promise.race([goOn.happened, once(signal, "abort")]);
      if (signal.aborted) return;
      yield { id: `${index}`, type: "text", text: `${index} `, progress: index < 6 ? "IN_PROGRESS" : "DONE" };
    }
  };
  return { handler, state, goOn };
}

describeInChromium(
  "the page of a project with the feature resume",
  () => {
    test("its button cuts the connection, and the reconnect is shown as one, in one answer", async () => {
      const { handler, state, goOn } = halting();
      const { page, button, frames, faults } = await open({ handler });
      const cut = button("Cut the connection");
      expect(await cut.getAttribute("aria-disabled")).toBe("true");
      await button("Send").click();
      await expect.poll(() => page.locator("#text").innerText()).toBe("1 2 3 ");
      await cut.click();
      const note = frames.getByText("The connection was lost. Attempt 1, after event 3");
      await note.first().waitFor();
      goOn.set();
      await answered(page);
      expect(await page.locator("#outcome").innerText()).toBe("Done");
      expect(await page.locator("#text").innerText()).toBe("1 2 3 4 5 6 ");
      // Six events, and the note between them.
      const rows = await frames.getByRole("option").allInnerTexts();
      expect(rows.map((row) => row.includes("lost"))).toEqual([
        false,
        false,
        false,
        true,
        false,
        false,
        false,
      ]);
      expect([state.begun, await cut.getAttribute("aria-disabled"), faults]).toEqual([1, "true", []]);
    });

    test("its words are Chinese for who reads Chinese; Stop ends the handler at once", async () => {
      const { handler, state } = halting();
      const { page } = await open({ handler, context: { locale: "zh-TW" } });
      await page.getByRole("button", { name: "送出", exact: true }).click();
      await expect.poll(() => page.locator("#text").innerText()).toBe("1 2 3 ");
      await page.getByRole("button", { name: "切斷連線", exact: true }).click();
      await page.getByText("連線中斷：第 1 次嘗試，從事件 3 之後接續").first().waitFor();
      await page.locator("#stop").click();
      await state.aborted.happened;
      await answered(page);
      expect(state.begun).toBe(1);
    });
  },
  { features: ["resume"] },
);

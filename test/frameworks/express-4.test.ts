import { expect, test, vi } from "vitest";
import { describeBusy } from "./busy/describe-busy.ts";
import { start } from "./busy/express.ts";

// In the place of Express 5, for the application and for our routes alike.
vi.mock("express", () => import("express4" as string));

test("there is Express 4 in its place", async () => {
  const { default: express } = await import("express");
  expect(() => express().router).toThrow("'app.router' is deprecated!");
});

describeBusy("Express 4", start);

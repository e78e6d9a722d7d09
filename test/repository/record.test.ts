import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { recordIn, recordings, withoutTimes } from "../../scripts/session/recordings.ts";
import { svgOf } from "../../scripts/session/svg.ts";
import { bareEnv, FAKE_INSTALL, fakePrograms } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";

const docs = (name: string) =>
  readFile(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), "utf8");

/** The tags that are open at the end, and what can't stand in XML. */
function faultsOf(xml: string): string[] {
  const open: string[] = [];
  const faults: string[] = xml.match(/&(?!(?:amp|lt|gt|quot);)/g) ?? [];
  for (const [, end, name = "", , empty] of xml.matchAll(/<(\/?)([\w]+)((?:\s[\w:-]+="[^"<]*")*)(\/?)>/g)) {
    if (end) {
      if (open.pop() !== name) faults.push(`</${name}>`);
    } else if (!empty) open.push(name);
  }
  const outside = xml.replace(/<\/?[\w]+(?:\s[\w:-]+="[^"<]*")*\/?>/g, "");
  return [...faults, ...open, ...(outside.match(/</g) ?? [])];
}

describe.each(recordings)("docs/$file", (recording) => {
  test("shows what the program shows now; if not: npm run record", async () => {
    const npm = await fakePrograms({ npm: FAKE_INSTALL });
    const env = { ...bareEnv, PATH: `${npm}:${bareEnv.PATH}` };
    const { text, pictures } = await recordIn(await testFolder(), recording, env);
    expect(withoutTimes(text)).toBe(withoutTimes(await docs(`${recording.file}.txt`)));
    expect(faultsOf(svgOf(pictures, recording.title))).toEqual([]);
  });

  test("is a small picture that can be played", async () => {
    const svg = await docs(`${recording.file}.svg`);
    expect(Buffer.byteLength(svg)).toBeLessThan(60_000);
    expect(faultsOf(svg)).toEqual([]);
    expect(svg.match(/@keyframes/g)?.length).toBeGreaterThan(20);
    expect(svg).toContain(recording.title);
  });
});

test("text is text in the picture, whatever it holds", () => {
  const row = [{ column: 0, width: 9, text: '<a> & "b"', look: "bold" }];
  const svg = svgOf([{ rows: [row], caret: { x: 9, y: 0 }, seconds: 1 }], "a < b");
  expect(faultsOf(svg)).toEqual([]);
  expect(svg).toContain("&lt;a&gt; &amp; &quot;b&quot;");
});

import { execFileSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { zipSync } from "fflate";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { readSubmission } from "../../../src/commands/grade/submission.ts";
import { testFolder } from "../../support/test-folder.ts";
import { testIo } from "../../support/test-io.ts";

const KEPT = "lessons/work/01-hello/handler.js";

async function read(name: string, fill: (folder: string) => Promise<unknown>) {
  const folder = await testFolder();
  await fill(folder);
  return readSubmission(join(folder, name), testIo());
}

type Files = Record<string, string | Uint8Array>;

const zipOf = (files: Files) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));

const readZip = (files: Files, change = (bytes: Uint8Array) => bytes) =>
  read("it.zip", (folder) =>
    writeFile(join(folder, "it.zip"), change(zipOf({ ".llmbrick.json": "{}", ...files }))),
  );

describe("a submission is read", () => {
  test("from its outermost project, however long its name is", async () => {
    const found = await readZip({
      "a-long-name-of-a-project/.llmbrick.json": "{}",
      [`a-long-name-of-a-project/${KEPT}`]: "outer",
      "a/b/.llmbrick.json": "{}",
      [`a/b/${KEPT}`]: "inner",
    });
    expect(found).toBe("noHandlers");
    const inFolder = await read("it", async (folder) => {
      await outputFile(join(folder, "it/a-long-name-of-a-project/.llmbrick.json"), "{}");
      await outputFile(join(folder, "it/a-long-name-of-a-project", KEPT), "outer");
      await outputFile(join(folder, "it/a/b/.llmbrick.json"), "{}");
      await outputFile(join(folder, "it/a/b", KEPT), "inner");
    });
    expect(inFolder).toMatchObject({ handlers: new Map([["01-hello", "outer"]]) });
  });

  test("without its links: none is followed", async () => {
    const found = await read("it", async (folder) => {
      await outputFile(join(folder, "secret.js"), "secret");
      await mkdir(join(folder, "it/lessons/work/01-hello"), { recursive: true });
      await symlink(join(folder, "secret.js"), join(folder, "it", KEPT));
      await symlink(folder, join(folder, "it/src"));
      await symlink(join(folder, "it"), join(folder, "it/lessons/round"));
      await writeFile(join(folder, "it/.llmbrick.json"), "{}");
    });
    expect(found).toBe("noHandlers");
  });

  test("without waiting for a pipe", async () => {
    const found = await read("it", async (folder) => {
      await outputFile(join(folder, "it/.llmbrick.json"), "{}");
      await mkdir(join(folder, "it/lessons/work/01-hello"), { recursive: true });
      execFileSync("mkfifo", [join(folder, "it", KEPT), join(folder, "it/lesson-report.json")]);
    });
    expect(found).toBe("noHandlers");
  });

  test("without what is too large", async () => {
    const found = await read("it", async (folder) => {
      await outputFile(join(folder, "it/.llmbrick.json"), "{}");
      await outputFile(join(folder, "it", KEPT), "x".repeat(1_000_001));
    });
    expect(found).toBe("noHandlers");
  });

  test("from an archive, without names that lead out, and without a bomb", async () => {
    const bomb = { [`../../${KEPT}`]: "x", [`/a/../${KEPT}`]: "x", [KEPT]: new Uint8Array(50_000_000) };
    expect(await readZip(bomb)).toBe("noHandlers");
  });

  test("from an archive, without what says that it unpacks to little", async () => {
    const size = 50_000_000;
    const found = await readZip({ [KEPT]: new Uint8Array(size) }, (bytes) => {
      const [told, other] = [Buffer.alloc(4), Buffer.from(bytes)];
      told.writeUInt32LE(size);
      for (let at = other.indexOf(told); at >= 0; at = other.indexOf(told, at)) other.writeUInt32LE(10, at);
      return other;
    });
    expect(found).toBe("noHandlers");
  });

  test("from an archive that is cut: not at all", async () => {
    expect(await readZip({ [KEPT]: "x" }, (bytes) => bytes.subarray(0, -30))).toBe("damaged");
    expect(await readZip({ [KEPT]: "x" }, () => new Uint8Array())).toBe("damaged");
  });

  test("from an archive that is encrypted, damaged or packed in another way: not at all, by its cause", async () => {
    const code = "export const handler = 1;\n".repeat(9);
    /** Changes a number in the heads of all entries, at its place in the local ones and in the directory's. */
    const withNumber = (places: [number, number], value: number) => (bytes: Uint8Array) => {
      const changed = Buffer.from(bytes);
      for (const [index, mark] of ["PK\x03\x04", "PK\x01\x02"].entries())
        for (let at = changed.indexOf(mark); at >= 0; at = changed.indexOf(mark, at + 1))
          changed.writeUInt16LE(value, at + (places[index] ?? 0));
      return changed;
    };
    expect(await readZip({ [KEPT]: code }, withNumber([6, 8], 1))).toBe("encrypted");
    expect(await readZip({ [KEPT]: code }, withNumber([8, 10], 9))).toBe("compression");
    const broken = (bytes: Uint8Array) => {
      const changed = Buffer.from(bytes);
      return changed.fill(0xff, changed.indexOf(KEPT) + KEPT.length, changed.indexOf("PK\x01\x02"));
    };
    expect(await readZip({ [KEPT]: code }, broken)).toBe("damaged");
  });

  test("from an archive whose comment looks like its end, or whose tail is any bytes: never with a fault", async () => {
    const withComment = (bytes: Uint8Array) => {
      const comment = Buffer.from("PK\x05\x06");
      const changed = Buffer.concat([bytes, comment]);
      changed.writeUInt16LE(comment.length, bytes.length - 2);
      return changed;
    };
    expect(await readZip({ [KEPT]: "x" }, withComment)).toMatchObject({
      handlers: new Map([["01-hello", "x"]]),
    });
    for (let back = 1; back <= 22; back++)
      for (const value of [0, 1, 0x7f, 0xff]) {
        const found = await readZip({ [KEPT]: "x" }, (bytes) => {
          const changed = Buffer.from(bytes);
          return changed.fill(value, changed.length - back, changed.length - Math.max(0, back - 4));
        });
        expect(["object", "string"]).toContain(typeof found);
      }
  });

  test("from an archive in an archive: not at all; in a folder of its own, as platforms hand it over", async () => {
    const inner = zipOf({ ".llmbrick.json": "{}", [KEPT]: "x" });
    const outer = zipOf({ "it.zip": inner });
    expect(await read("it.zip", (folder) => writeFile(join(folder, "it.zip"), outer))).toBe("nested");
    const found = await read("it", (folder) => outputFile(join(folder, "it/mine.zip"), inner));
    expect(found).toMatchObject({ name: "it", handlers: new Map([["01-hello", "x"]]) });
  });

  test("from archives as macOS, Windows and a Chinese system make them", async () => {
    const name = Buffer.from([0xa5, 0x5c, 0xbd, 0xd2]).toString("latin1"); // 功課 in Big5: its second byte is a backslash
    for (const root of ["小明的作業/", "work\\", `${name}/`]) {
      const path = (inner: string) => root + (root.endsWith("\\") ? inner.replaceAll("/", "\\") : inner);
      const files = {
        [path(".llmbrick.json")]: "{}",
        [path(KEPT)]: "x",
        [`__MACOSX/${path(KEPT)}`]: "resources",
      };
      const found = await read("it.zip", (folder) => writeFile(join(folder, "it.zip"), zipOf(files)));
      expect(found).toMatchObject({ handlers: new Map([["01-hello", "x"]]) });
    }
  });
});

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

test("CONTRIBUTING.md says what each package is there for, and names no other", () => {
  const { devDependencies, dependencies } = JSON.parse(read("package.json"));
  expect(dependencies).toBeUndefined();
  const [, section = ""] = read("CONTRIBUTING.md").split("## Which package serves where");
  const rows = [...(section.split("\n\n## ")[0]?.matchAll(/^\| (`.*) \| .* \|$/gm) ?? [])].map(
    ([, names]) => names,
  );
  const named = rows.flatMap((names = "") => [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  const own = Object.keys(devDependencies).filter((name) => !name.startsWith("@types/"));
  expect(named.filter((name) => name !== "@types/…").sort()).toEqual(own.sort());
});

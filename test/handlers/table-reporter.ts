import type { Reporter, TestCase, TestModule } from "vitest/node";

const marks = { passed: "✓", failed: "✗", skipped: "·", pending: "?" } as const;

/** Prints one row a case, and one column a handler on a platform. A dot: not of this provider, or not run here. */
export default class TableReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const columns: string[] = [];
    const rows = new Map<string, Map<string, string>>();
    for (const test of modules.flatMap((module) => [...module.children.allTests()])) {
      const column = nameOfColumn(test);
      if (column === undefined) continue;
      if (!columns.includes(column)) columns.push(column);
      rows.set(test.name, (rows.get(test.name) ?? new Map()).set(column, marks[test.result().state]));
    }
    console.log(`\n${columns.map((name, index) => `${index + 1} ${name}`).join("   ")}\n`);
    for (const [name, row] of rows)
      console.log(`${columns.map((column) => row.get(column) ?? "·").join(" ")}  ${name}`);
    console.log();
  }
}

/** Tests that stand alone are no part of the table. */
const nameOfColumn = ({ parent }: TestCase) => (parent.type === "suite" ? parent.name : undefined);

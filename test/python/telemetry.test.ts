import { execa } from "execa";
import { expect, test } from "vitest";
import {
  choices,
  expectToBearSilence,
  expectToMissCollector,
  expectTraces,
} from "../features/telemetry/real.ts";
import { describeInPython, type PythonProject } from "./describe.ts";

const server = ({ folder, python }: PythonProject) => ({ folder, command: python, args: ["server.py"] });

describeInPython(
  "a Python project with telemetry",
  (project) => {
    test("passes its own tests of it", async () => {
      const args = ["-m", "pytest", "-q", "tests/test_telemetry.py"];
      const { stdout } = await execa(project.python, args, { cwd: project.folder });
      expect(stdout).toMatch(/^\d+ passed/m);
    });

    test("traces from the caller to the model, and delivers at its end", () => expectTraces(server(project)));
    test("bears a collector that is silent", () => expectToBearSilence(server(project)));
    test("says that it has no collector", () => expectToMissCollector(server(project)));
  },
  choices,
);

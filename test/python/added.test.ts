import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { expect, test } from "vitest";
import { outcomeIn } from "../support/outcome-document.ts";
import { bareEnv, run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";
import { describeInPython } from "./describe.ts";

const main = (lines: readonly string[]) => `from fastapi import FastAPI
${lines[0] ?? ""}

app = FastAPI()


@app.get("/mine")
def mine() -> str:
    return "mine"


${lines[1] ?? ""}
`;

/** The application's own tests. */
const tests = (module: string) => `from fastapi.testclient import TestClient
from ${module} import app


def test_own_route():
    assert TestClient(app).get("/mine").json() == "mine"


def test_route_that_nobody_has():
    assert TestClient(app).get("/none").status_code == 404


def test_endpoint():
    assert TestClient(app).get("/ai/healthz").json() == {"status": "ok"}
`;

const pyproject = `[project]
name = "own"
version = "1.0.0"
dependencies = [
    "fastapi",  # as it was
]

[tool.pytest.ini_options]
pythonpath = ["src"]
`;

describeInPython("add, in an application of FastAPI's", (project) => {
  test.each([
    ["a package below src/, with a pyproject.toml", "src/own", "own.main", "pyproject.toml", pyproject],
    ["a module, with a requirements.txt", "", "main", "requirements.txt", "# as it was\nfastapi\n"],
  ])(
    "%s: its own tests pass with the two lines, and the endpoint's",
    async (_what, folder, module, manifest, text) => {
      const cwd = await testFolder();
      const place = join(cwd, folder, "main.py");
      await outputFile(join(cwd, manifest), text);
      await outputFile(place, main([]));
      if (folder !== "") await outputFile(join(cwd, folder, "__init__.py"), "");
      const { lines, files } = outcomeIn((await run(["add", "--no-install", "--json"], { cwd })).stdout);
      expect(await readFile(place, "utf8")).toBe(main([]));
      expect(await readFile(join(cwd, manifest), "utf8")).toMatch(
        /# as it was[\s\S]*(?:llmbrick>=|-r chat\/requirements)/,
      );

      await outputFile(place, main(lines));
      await outputFile(join(cwd, "tests/test_own.py"), tests(module));
      const server = files.find(({ path }: { path: string }) => path.endsWith("/server.py")).path;
      const { all } = await execa(
        project.python,
        ["-m", "pytest", "-q", "-p", "no:cacheprovider", `${dirname(server)}/tests`, "tests"],
        { cwd, env: { ...bareEnv, PYTHONPATH: cwd }, all: true, reject: false },
      );
      expect(all).toMatch(/^1[2-9] passed/m);
    },
  );
});

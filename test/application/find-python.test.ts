import { describe, expect, test } from "vitest";
import { type Application, pythonCommands } from "../../src/application/application.ts";
import { findPython, moduleName, pythonCandidates } from "../../src/application/find-python.ts";
import { sourcesOf } from "./facts.ts";

describe("an application in Python", () => {
  const none = {
    pyproject: undefined,
    requirements: undefined,
    sources: [],
    isUv: false,
    isTaken: () => false,
  };

  test.each([
    [
      { requirements: "fastapi[standard]==0.120\n" },
      { place: "chat", form: "module", manifest: "requirements.txt" },
    ],
    [
      {
        pyproject: '[project]\ndependencies = ["fastapi>=0.1"]\n',
        sources: sourcesOf("app/main.py"),
        isTaken: (path: string) => path === "app/__init__.py",
      },
      { place: "app/chat", form: "package", manifest: "pyproject.toml" },
    ],
    [
      { pyproject: '[tool.poetry.dependencies]\nfastapi = "^0.1"\n', sources: sourcesOf("src/main.py") },
      { place: "src/chat", form: "module" },
    ],
    [{ requirements: "fastapi", isTaken: (path: string) => path === "chat.py" }, { place: "chat_endpoint" }],
  ])("%j", (changes, application) => {
    expect(findPython({ ...none, ...changes }, false)).toMatchObject({ framework: "llmbrick", application });
  });

  test.each([
    ["from . import db", "package"],
    ["from .routers import users", "package"],
    ["from app.routers import users", "package"],
    ["import app.db", "package"],
    ["from application import x", "module"],
    ["from routers import users", "module"],
  ])("takes its neighbours as its main file does: %s", (line, form) => {
    const sources = sourcesOf("src/app/main.py", `import os\n${line}\n`);
    expect(findPython({ ...none, requirements: "fastapi", sources }, false)).toMatchObject({
      application: { place: "src/app/chat", form },
    });
  });

  test("is put together where FastAPI is called, by the name that it has there", () => {
    const sources = [...sourcesOf("main.py"), ...sourcesOf("app/main.py", "web = FastAPI()")];
    expect(findPython({ ...none, requirements: "fastapi", sources }, false)).toMatchObject({
      application: { place: "app/chat", main: "app/main.py", app: "web" },
    });
  });

  test.each([
    ["pyproject.toml", true, "uv sync", "uv run --with pytest python -m pytest app/chat/tests"],
    [
      undefined,
      true,
      "uv add -r app/chat/requirements.txt",
      "uv run --with pytest python -m pytest app/chat/tests",
    ],
    [
      "requirements.txt",
      false,
      "python -m pip install -r app/chat/requirements.txt pytest",
      "python -m pytest app/chat/tests",
    ],
  ] as const)("that lists what it needs in %s, with uv: %s", (manifest, isUv, install, test) => {
    const application: Application = {
      place: "app/chat",
      form: "module",
      main: "app/main.py",
      runner: "itself",
      isUv,
    };
    expect(pythonCommands({ ...application, ...(manifest && { manifest }) })).toEqual({ install, test });
  });

  test("one of another framework is none, until the user says so", () => {
    expect(findPython({ ...none, requirements: "flask\nfastapi-utils" }, false)).toEqual({
      kind: "noFramework",
    });
    expect(findPython({ ...none, requirements: "flask" }, true)).toMatchObject({ framework: "llmbrick" });
  });

  test("the folder of its modules may have its name", () => {
    expect(pythonCandidates(["my_app"])).toEqual(
      expect.arrayContaining(["main.py", "backend/main.py", "my_app/api.py", "src/my_app/app.py"]),
    );
    expect(moduleName('[project]\nname = "My-App.x"\n')).toEqual(["my_app_x"]);
    expect(moduleName("[project]\r\nname = 'shop' # = ours\r\n")).toEqual(["shop"]);
    expect(moduleName("")).toEqual([]);
  });
});

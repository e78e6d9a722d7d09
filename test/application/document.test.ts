import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { answersSchema } from "../../build/answers-schema.ts";
import { type Application, applicationIn } from "../../src/application/application.ts";

/** With all that there may be, which the compiler sees to. */
const application: Required<Application> = {
  place: "src/chat",
  form: "ts",
  main: "src/app.ts",
  app: "server",
  by: "require",
  runner: "itself",
  isUnchecked: true,
  isIsland: true,
  manifest: "pyproject.toml",
  isUv: true,
};

const isInSchema = (document: object) => new Ajv2020().validate(answersSchema(), { application: document });

test("what .llmbrick.json may say of an application is in the JSON Schema, too", () => {
  expect([applicationIn(application), isInSchema(application)]).toEqual([application, true]);
});

test.each([{ app: "a b" }, { app: "a;" }, { app: 5 }, { by: "magic" }, { form: "esm" }, { isUv: "yes" }])(
  "neither takes %j",
  (change) => {
    const document = { ...application, ...change };
    expect([applicationIn(document), isInSchema(document)]).toEqual([undefined, false]);
  },
);

import fc from "fast-check";
import Handlebars from "handlebars";
import { describe, expect, test } from "vitest";
import { collectSources } from "../../build/layers.ts";
import { parseTemplate } from "../../build/parse-template.ts";
import { featureNames } from "../../src/features/rules.ts";
import { featureViews } from "../../src/features/views.ts";
import { helpers } from "../../src/plan/helpers.ts";
import { render } from "../../src/plan/render.ts";
import { viewOf } from "../../src/plan/view.ts";
import { anyOptions } from "../support/any-options.ts";

const handlebars = Handlebars.create();
handlebars.registerHelper(helpers);

/** What Handlebars itself makes of a template. */
const byHandlebars = (source: string) => handlebars.compile(source, { noEscape: true, strict: true });

const templates = Object.entries(await collectSources()).flatMap(([layer, files]) =>
  Object.entries(files)
    .filter(([path]) => path.endsWith(".hbs"))
    .map(([path, source]) => ({ name: `${layer}/${path}`, source })),
);

const application = { place: "src/chat", form: "ts", main: "src/app.ts", runner: "tsx" } as const;

test.each(templates)("$name is filled in as by Handlebars", ({ source }) => {
  const template = parseTemplate(source);
  const reference = byHandlebars(source);
  fc.assert(
    fc.property(anyOptions(), (options) => {
      const view = {
        ...viewOf({ ...options, application }),
        ...featureViews({ ...options, features: featureNames }),
      };
      expect(render(template, view)).toBe(reference(view));
    }),
    { numRuns: 20 },
  );
});

describe("a template", () => {
  const view = { yes: true, no: false, port: 1, text: "<b>&", list: ["a", "b"], none: undefined };
  test.each([
    "",
    "plain { text } \\n",
    "{{port}}{{text}}",
    "{{json text}} {{json list}} {{py none}} {{code (py yes)}}",
    "a {{~port~}} b \\{{port}}",
  ])("%j is filled in as by Handlebars", (source) => {
    expect(render(parseTemplate(source), view)).toBe(byHandlebars(source)(view));
  });

  test.each(["{{nothing}}", "{{json nothing}}", "{{toString}}", "{{__proto__}}"])(
    "%j needs a name that there is not",
    (source) => {
      expect(() => render(parseTemplate(source), view)).toThrow("not defined");
    },
  );

  test.each([
    "{{! a remark }}",
    "{{> part}}",
    "{{#each list}}a{{/each}}",
    "{{#unless yes}}a{{/unless}}",
    "{{list.length}}",
    "{{../port}}",
    "{{@root}}",
    "{{quote text}}",
    "{{json text list}}",
    "{{json text indent=2}}",
    '{{json "text"}}',
    "{{json (quote text)}}",
    "{{#if yes}}a{{/if}}",
    "{{constructor text}}",
  ])("%j is refused, with its line", (source) => {
    expect(() => parseTemplate(`\n${source}`)).toThrow("Line 2 of a template");
  });

  test("that is no Handlebars is refused", () => {
    expect(() => parseTemplate("{{#if yes}}")).toThrow("Parse error");
  });
});

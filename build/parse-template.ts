import Handlebars from "handlebars";
import { helpers } from "../src/plan/helpers.ts";
import type { HelperName, Template, Value } from "../src/plan/render.ts";

/**
 * Reads a Handlebars template into its parts. Templates may have texts, values (`{{port}}`), and values that go
 * through helpers (`{{code (py debug)}}`); all else is an error that names the line. What depends on a choice is a
 * file in a folder with a condition, and no condition in a template.
 */
export function parseTemplate(source: string): Template {
  return partsOf(Handlebars.parse(source));
}

function partsOf(program: hbs.AST.Program | undefined): Template {
  return program?.body.map(partOf).filter((part) => part !== "") ?? [];
}

function partOf(statement: hbs.AST.Statement): Template[number] {
  switch (statement.type) {
    case "ContentStatement":
      return (statement as hbs.AST.ContentStatement).value;
    case "MustacheStatement":
      return readValue(statement as hbs.AST.MustacheStatement);
    default:
      return refuse(statement);
  }
}

/** `{{name}}`, or `{{helper name}}` with any depth of `(helper name)` in the place of the name. */
function readValue(call: hbs.AST.MustacheStatement | hbs.AST.SubExpression): Value {
  const [param, ...more] = call.params;
  if (call.hash || more.length > 0) return refuse(call);
  if (!param) return { name: nameOf(call.path), helpers: [] };
  const helper = nameOf(call.path);
  if (!Object.hasOwn(helpers, helper)) return refuse(call);
  const { name, helpers: inner }: Value =
    param.type === "SubExpression"
      ? readValue(param as hbs.AST.SubExpression)
      : { name: nameOf(param), helpers: [] };
  return { name, helpers: [...inner, helper as HelperName] };
}

function nameOf(node: hbs.AST.Node): string {
  const { data, depth, parts } = node as hbs.AST.PathExpression;
  const [name, ...more] = node.type === "PathExpression" && !data && depth === 0 ? parts : [];
  return name !== undefined && more.length === 0 ? name : refuse(node);
}

function refuse({ type, loc }: hbs.AST.Node): never {
  throw new Error(`Line ${loc.start.line} of a template: there is no rendering of this ${type}`);
}

const topLevelClass = /((?:^@.*\n)*)^((?:export )?class (\w+).*(?:\{\}|\{\n(?:.*\n)*?\}))$/gm;
const member = /((?:^ {2}@.*\n)*)^ {2}((?:async )?(\w+)(?:\((.*)\) \{|;| = .*))$/gm;
/** Stands above the first calls of a file. */
const explanation = "// Decorators are called as functions: JavaScript has no syntax for them yet.";
const parameterDecorator = /@(\w+\([^()]*\)) /g;

/**
 * Writes the decorators of classes as the calls that they stand for, since JavaScript has no syntax for them
 * yet. Takes formatted JavaScript in which each decorator, but for a parameter's, has a line of its own.
 */
export function lowerDecorators(code: string): string {
  let isFirst = true;
  return code.replace(topLevelClass, (_all, decorators: string, text: string, name: string) => {
    const calls: string[] = [];
    const plain = text.replace(member, (_member, own: string, code: string, key: string, parameters = "") => {
      const target = `${name}.prototype, "${key}"`;
      const descriptor = code.endsWith("{") ? `, { value: ${name}.prototype.${key} }` : "";
      for (const [index, parameter] of parameters.split(", ").entries()) {
        for (const [, call] of parameter.matchAll(parameterDecorator))
          calls.push(`${call}(${target}, ${index});`);
      }
      calls.push(...callsOf(own).map((call) => `${call}(${target}${descriptor});`));
      return `  ${code.replace(parameterDecorator, "")}`;
    });
    calls.push(...callsOf(decorators).map((call) => `${call}(${name});`));
    if (calls.length === 0) return plain;
    const comment = isFirst ? [explanation] : [];
    isFirst = false;
    return [plain, ...comment, ...calls].join("\n");
  });
}

/** The decorators of some lines, without their "@"; the last is applied first. */
function callsOf(lines: string): string[] {
  return Array.from(lines.matchAll(/^ *@(.*)$/gm), ([, call]) => call as string).reverse();
}

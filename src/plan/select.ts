import type { Options } from "../options/table.ts";
import { platformOf } from "../platforms/index.ts";

/** What a layer's name says: the folder, what must hold for a project to get it, and for which language it is. */
function readName(name: string) {
  const [, folder = "", conditions = "", edition] =
    /^([^+.]+?)(?:\/(\+[^.]+))?(?:\.(\w+))?$/.exec(name) ?? [];
  return { folder, conditions: conditions.split("+").slice(1), edition };
}

/** Whether a project has any use for a layer of this name. */
export function isWanted(name: string, options: Options): boolean {
  const { folder, conditions, edition } = readName(name);
  const platform = platformOf(options.framework);
  const facts = platform.facts(options);
  return (
    platform.layers(options).includes(folder) &&
    conditions.every((condition) => facts.includes(condition)) &&
    (edition ?? options.language) === options.language
  );
}

/**
 * The layers that make a project, of all that there are by these names: general before specific. Of one that has
 * an edition for the project's language, that is taken.
 */
export function select(names: readonly string[], options: Options): string[] {
  const order = platformOf(options.framework).layers(options);
  const rank = (name: string) => {
    const { folder, conditions } = readName(name);
    return order.indexOf(folder) * 100 + conditions.length;
  };
  return names
    .filter((name) => isWanted(name, options) && !names.includes(`${name}.${options.language}`))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

type Json = { [key: string]: unknown };

const SORTED_FIELDS = ["dependencies", "devDependencies"];

/** Merges the package.json fragments of the layers into the project's own. */
export function mergePackageJson(name: string, fragments: readonly string[]): string {
  const merged = mergeAll(fragments);
  for (const field of SORTED_FIELDS) {
    if (isObject(merged[field])) merged[field] = sortKeys(merged[field]);
  }
  return print({ name, ...merged });
}

/**
 * Merges JSON texts. Objects are merged; between two values of a field decides `choose`: unless given, that is an error. A text that
 * stands alone stays as it is.
 */
export function mergeJson(fragments: readonly string[], choose = same): string {
  const [first, ...others] = fragments;
  return first !== undefined && others.length === 0 ? first : print(mergeAll(fragments, choose));
}

/** Chooses between two values of one field, or throws. `path`: where it is. */
type Choose = (first: unknown, second: unknown, path: string) => unknown;

const same: Choose = (first, second, path) => {
  if (JSON.stringify(first) === JSON.stringify(second)) return first;
  throw new Error(`Two layers give different values at ${path}`);
};

/** For documents in which a layer says more exactly what the ones before it say. */
export const latest: Choose = (_first, second) => second;

const mergeAll = (fragments: readonly string[], choose = same): Json =>
  fragments
    .map((text) => withoutLayerName(JSON.parse(text)))
    .reduce((sum, fragment) => merge(sum, fragment, "", choose), {});

const print = (value: Json) => `${JSON.stringify(value, null, 2)}\n`;

/** Layers have names of their own, since they are workspaces of this repository. */
function withoutLayerName({ name: _layer, ...fragment }: Json): Json {
  return fragment;
}

function merge(into: Json, from: Json, at: string, choose: Choose): Json {
  const merged = { ...into };
  for (const [key, value] of Object.entries(from)) {
    const present = merged[key];
    const path = `${at}/${key}`;
    if (present === undefined) merged[key] = value;
    else if (isObject(present) && isObject(value)) merged[key] = merge(present, value, path, choose);
    else merged[key] = choose(present, value, path);
  }
  return merged;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sortKeys(object: Json): Json {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

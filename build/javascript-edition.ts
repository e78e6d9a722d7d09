import { deriveJavaScript } from "./derive-js.ts";

type Files = Readonly<Record<string, string>>;

/** The files of a layer as a JavaScript project has them: derived code, and texts that name and show it. */
export async function javaScriptEdition(files: Files): Promise<Files> {
  const kept = Object.entries(files).filter(([path]) => !path.startsWith("tsconfig"));
  const entries = kept.map(async ([path, text]): Promise<[string, string]> => {
    if (/\.ts(\.hbs)?$/.test(path))
      return [path.replace(/\.ts(?=$|\.hbs$)/, ".js"), await deriveTemplate(text)];
    if (path === "package.json") return [path, withoutTypes(text)];
    if (path.endsWith(".hbs")) return [path, renameFiles(await deriveBlocks(text))];
    return [path, text];
  });
  // What held nothing but types is empty now. A file that was empty before has its meaning, as yarn.lock does.
  return Object.fromEntries(
    (await Promise.all(entries)).filter(([path, text]) => text !== "" || files[path] === ""),
  );
}

/** Derives code that may hold values of Handlebars, `{{…}}`: they stand where an expression may. */
async function deriveTemplate(source: string): Promise<string> {
  const values: string[] = [];
  const code = source.replace(/\{\{.*?\}\}/g, (value) => `$value${values.push(value) - 1}$`);
  const derived = await deriveJavaScript(code);
  return derived.replace(/\$value(\d+)\$/g, (_name, index) => values[index] as string);
}

const codeBlock = /^(```|\{\{fence\}\})ts\n([\s\S]*?)^\1$/gm;

/** Derives the code blocks of a Markdown text. */
async function deriveBlocks(text: string): Promise<string> {
  const blocks = Array.from(text.matchAll(codeBlock), ([, , code = ""]) => deriveTemplate(code));
  const derived = await Promise.all(blocks);
  return text.replace(codeBlock, (_block, fence) => `${fence}js\n${derived.shift()}${fence}`);
}

/** Gives the source files that a text names the extension that they have. */
const renameFiles = (text: string) => text.replace(/(?<=\b(?:src|test)\/[\w./-]+)\.ts\b/g, ".js");

/** Packages that hold nothing but types are of no use in JavaScript. */
function withoutTypes(text: string): string {
  const { devDependencies = {}, ...fragment } = JSON.parse(text);
  const useful = Object.entries(devDependencies).filter(([name]) => !name.startsWith("@types/"));
  return JSON.stringify(
    useful.length > 0 ? { ...fragment, devDependencies: Object.fromEntries(useful) } : fragment,
  );
}

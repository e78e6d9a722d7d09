import { configMembers, tableEntries as nodeEntries, resolvedMembers } from "./node-runtime.ts";
import { inNodeReply, inPythonReply } from "./page.ts";
import { fields, tableEntries as pythonEntries } from "./python-runtime.ts";
import type { Setting } from "./setting.ts";
import { settings } from "./table.ts";

/** Lines of a template that are made from the table of settings, between a line before and one after them. */
interface Block {
  readonly after: string;
  readonly before: string;
  readonly lines: (table: readonly Setting[]) => string;
}

/** By the files' paths in templates/. These files stay plain code, which the compiler and the linter check in place. */
export const blocks: Readonly<Record<string, readonly Block[]>> = {
  "core/src/llmbrick/config/config.ts": [
    { after: "export interface SSEServerConfig {\n", before: "}\n", lines: configMembers },
    {
      after: "export interface ResolvedConfig extends Required<SSEServerConfig> {\n",
      before: "}\n",
      lines: resolvedMembers,
    },
    { after: "const settings: Settings = {\n", before: "};\n", lines: nodeEntries },
  ],
  "core/src/llmbrick/routes/page.ts": [
    {
      after: "    endpoint: endpointPath(config).slice(1),\n",
      before: "    apiKeyRequired: ",
      lines: inNodeReply,
    },
  ],
  "python/hardening/settings.py": [
    {
      after:
        '    """Every setting. The variable of each is its name in capitals after LLMBRICK_: LLMBRICK_PORT."""\n\n',
      before: "    #: Where the address comes from",
      lines: fields,
    },
    { after: "SETTINGS: dict[str, tuple[Kind, Any]] = {\n", before: "}\n", lines: pythonEntries },
  ],
  "python/hardening/page.py": [
    {
      after: "def what_the_page_shows(settings: Settings) -> dict[str, object]:\n    return {\n",
      before: '        "apiKeyRequired": ',
      lines: inPythonReply,
    },
  ],
};

/** The source of a template with what the table says in its blocks; a path without blocks is an error. */
export function withBlocks(path: string, source: string, table: readonly Setting[] = settings): string {
  const own = blocks[path];
  if (!own) throw new Error(`${path} has no lines from the table of settings`);
  return own.reduce((text, { after, before, lines }) => {
    const start = text.indexOf(after) + after.length;
    const end = text.indexOf(`\n${before}`, start - 1) + 1;
    if (start < after.length || end === 0)
      throw new Error(`${path} lacks "${after}" or "${before}" after it`);
    return text.slice(0, start) + lines(table) + text.slice(end);
  }, source);
}

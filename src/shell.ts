import type { Io } from "./io.ts";

/** The ways of quoting that there are. */
export type Shell = "posix" | "powershell" | "cmd";

/** The shell that a pasted command is for: the one that this program was started in, as far as one can tell. */
export function shellOf({ platform, env }: Pick<Io, "platform" | "env">): Shell {
  // Git Bash and its like.
  if (platform !== "win32" || env.MSYSTEM) return "posix";
  return (env.PSModulePath ?? "").split(";").some(isUsersOwn) ? "powershell" : "cmd";
}

/** PowerShell adds the folder of the user's own modules to those that every program is given. */
const isUsersOwn = (folder: string) =>
  /\\(?:Windows)?PowerShell\\Modules\\?$/i.test(folder) && !/^[a-z]:\\Program Files/i.test(folder);

/** What a text must have in its place to stand between single quotes, in which nothing else means anything. */
const ESCAPES: Record<"posix" | "powershell" | "fish", (text: string) => string> = {
  posix: (text) => text.replaceAll("'", "'\\''"),
  // It takes the quotes of typographers for quotes, too.
  powershell: (text) => text.replace(/['‘’‚‛]/g, "$&$&"),
  fish: (text) => text.replace(/[\\']/g, "\\$&"),
};

/** A text in single quotes: one word of a shell, whatever is in it. */
export const inSingleQuotes = (text: string, shell: keyof typeof ESCAPES): string =>
  `'${ESCAPES[shell](text)}'`;

interface Quoting {
  /** Words that mean themselves. */
  readonly plain: RegExp;
  quote(word: string): string;
}

const QUOTINGS: Record<Shell, Quoting> = {
  posix: {
    plain: /^[\w@+:,./-][\w@+=:,./-]*$/,
    quote: (word) => inSingleQuotes(word, "posix"),
  },
  // A comma makes a list, "@" at the start takes a list apart, and "--" is kept from scripts, of which npm is one.
  powershell: {
    plain: /^(?!--$)[\w+:./\\-][\w@+=:./\\-]*$/,
    // A cmd that PowerShell has started looks like it: double quotes, where they do, are good for both.
    quote: (word) => (/["$`%“”„‘’‚‛]|\\$/.test(word) ? inSingleQuotes(word, "powershell") : `"${word}"`),
  },
  cmd: {
    plain: /^[\w@+=:./\\-]+$/,
    // Even in quotes, "%" names a variable, unless no name fits: so it stands outside of them, behind a caret.
    quote: (word) => word.split("%").map(inQuotesForCmd).join("^%") || '""',
  },
};

/** Backslashes before a quote are doubled, as programs on Windows take them. */
function inQuotesForCmd(part: string, _index: number, { length }: readonly string[]): string {
  if (length > 1 && QUOTINGS.cmd.plain.test(part || "x")) return part;
  return `"${part.replace(/(?<!\\)(\\*)"/g, '$1$1\\"').replace(/(?<!\\)\\+$/, "$&$&")}"`;
}

/** One word for a shell, as it has to be typed. */
export function quote(word: string, shell: Shell): string {
  const { plain, quote: inQuotes } = QUOTINGS[shell];
  return plain.test(word) ? word : inQuotes(word);
}

/** The command that makes a folder the current one; its path is relative, or of another drive. */
export function enterCommand(folder: string, shell: Shell): string {
  const isDashed = folder.startsWith("-");
  if (shell === "posix") return `cd ${quote(isDashed ? `./${folder}` : folder, shell)}`;
  const word = quote(isDashed ? `.\\${folder}` : folder, shell);
  // To PowerShell's cd, brackets are a pattern.
  if (shell === "powershell")
    return /[[\]`]/.test(folder) ? `Set-Location -LiteralPath ${word}` : `cd ${word}`;
  // cmd has a current folder on each drive, and none on a share.
  if (folder.startsWith("\\\\")) return `pushd ${word}`;
  return /^[a-z]:/i.test(folder) ? `cd /d ${word}` : `cd ${word}`;
}

import type { Io } from "./io.ts";

/** The ways of quoting that there are. */
export type Shell = "posix" | "powershell" | "cmd";

/** The shell that a pasted command is for: the one that this program was started in, as far as one can tell. */
export function shellOf({ platform, env }: Pick<Io, "platform" | "env">): Shell {
  // Git Bash and its like.
  if (platform !== "win32" || env.MSYSTEM) return "posix";
  // PowerShell adds the user's own folder to the two that every program is given.
  return (env.PSModulePath ?? "").split(";").length > 2 ? "powershell" : "cmd";
}

interface Quoting {
  /** Words that mean themselves. */
  readonly plain: RegExp;
  quote(word: string): string;
}

const QUOTINGS: Record<Shell, Quoting> = {
  posix: {
    plain: /^[\w@+:,./-][\w@+=:,./-]*$/,
    quote: (word) => `'${word.replaceAll("'", "'\\''")}'`,
  },
  // A comma makes a list, "@" at the start takes a list apart, and "--" is kept from scripts, of which npm is one.
  powershell: {
    plain: /^(?!--$)[\w+:./\\-][\w@+=:./\\-]*$/,
    quote: (word) => `'${word.replaceAll("'", "''")}'`,
  },
  // Not even in quotes can a typed "%" be kept from naming a variable.
  cmd: {
    plain: /^[\w@+=:./\\-]+$/,
    quote: (word) => `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, "$&$&")}"`,
  },
};

/** One word for a shell, as it has to be typed. */
export function quote(word: string, shell: Shell): string {
  const { plain, quote: inQuotes } = QUOTINGS[shell];
  return plain.test(word) ? word : inQuotes(word);
}

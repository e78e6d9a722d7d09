import { win32 } from "node:path";

/** What keeps Windows from opening, moving or removing a folder, though Node can make it. */
export type NameFault = "device" | "ending" | "character" | "longName" | "longPath";

/** Of a file system that Windows uses, in UTF-16 code units. */
const LONGEST_NAME = 255;
/** In UTF-16 code units. Most programs end at 260, and a project needs some for the paths in it. */
const LONGEST_PATH = 200;

const FAULTS: readonly [NameFault, (name: string) => boolean][] = [
  // With an extension, too, and with spaces before it.
  ["device", (name) => /^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³]) *(?:\.|$)/i.test(name)],
  ["character", (name) => /[<>:"|?*]/.test(name)],
  ["ending", (name) => /[. ]$/.test(name)],
  ["longName", (name) => name.length > LONGEST_NAME],
];

/**
 * What is wrong with a folder's path on Windows, and with which part of it.
 * @param cwd the absolute path of the folder that it is seen from
 */
export function windowsNameFault(path: string, cwd: string): { fault: NameFault; part: string } | undefined {
  if (/^[\\/]{2}\.[\\/]/.test(path)) return { fault: "device", part: path };
  const names = path.slice(win32.parse(path).root.length).split(/[\\/]/);
  for (const part of names.filter((name) => !["", ".", ".."].includes(name))) {
    const [fault] = FAULTS.find(([, isWrong]) => isWrong(part)) ?? [];
    if (fault) return { fault, part };
  }
  const whole = win32.resolve(cwd, path);
  return whole.length > LONGEST_PATH ? { fault: "longPath", part: whole } : undefined;
}

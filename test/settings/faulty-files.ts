import { mkdir, symlink, writeFile } from "node:fs/promises";
import { execa } from "execa";

interface FaultyFile {
  name: string;
  make: (path: string) => Promise<unknown>;
  /** What the server's one message has. */
  says: RegExp;
}

const keys = "LLMBRICK_API_KEYS=secret\n";

/** `.env` files with which no server may start: a key in them would not be in force. */
export const faultyEnvFiles: FaultyFile[] = [
  {
    name: "UTF-16 with its mark",
    make: (path) => writeFile(path, Buffer.from(`\ufeff${keys}`, "utf16le")),
    says: /not text in UTF-8.*save it as UTF-8/,
  },
  {
    name: "UTF-16 without a mark",
    make: (path) => writeFile(path, Buffer.from(keys, "utf16le")),
    says: /not text in UTF-8/,
  },
  {
    name: "in another encoding",
    make: (path) => writeFile(path, Buffer.from(`# caf\u00e9\n${keys}`, "latin1")),
    says: /not text in UTF-8/,
  },
  { name: "a folder", make: (path) => mkdir(path), says: /is not a file/ },
  { name: "a pipe", make: (path) => execa("mkfifo", [path]), says: /is not a file/ },
  { name: "a device", make: (path) => symlink("/dev/zero", path), says: /is not a file/ },
  { name: "a link to nothing", make: (path) => symlink("/nowhere/.env", path), says: /no such file/i },
  { name: "a link to itself", make: (path) => symlink(path, path), says: /symbolic links/i },
  { name: "huge", make: (path) => writeFile(path, keys.repeat(100_000)), says: /longer than 1048576 bytes/ },
  { name: "with a key after set", make: (path) => writeFile(path, `\nset ${keys}`), says: /nothing: 2\./ },
  { name: "with PowerShell's way", make: (path) => writeFile(path, `$env:${keys}`), says: /nothing: 1\./ },
  {
    name: "with quotes that do not end",
    make: (path) => writeFile(path, 'LLMBRICK_API_KEYS="secret\n'),
    says: /nothing: 1\./,
  },
];

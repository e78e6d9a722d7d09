import { randomInt } from "node:crypto";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../../io.ts";

/** How a program that nobody vouches for is started. */
export interface Sandbox {
  /**
   * Whether it sees no network but loopback, no process but its own, of the disk only its own folder and the system's programs,
   * and can write nowhere.
   */
  readonly isClosed: boolean;
  /** What goes before the program and its arguments. */
  before(folder: string): readonly string[];
}

/** What a program needs where all else is kept from it. */
export interface Needs {
  /** Places outside the system's own, such as the program itself. */
  readonly places: readonly string[];
  /** Processes and threads. */
  readonly tasks: number;
  /** A run of it that shows whether it can work, and start another process. */
  readonly trial: readonly string[];
}

/** All that the programs of the sandbox have of the environment. */
export const SANDBOX_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const LIMITS = "--data=1500000000 --fsize=0 --core=0";

/**
 * In namespaces of its own: loopback alone; a root in memory with nothing in it but what is needed, read-only; no other process,
 * and the end of the first is the end of all. No namespace can be made from within another root (user_namespaces(7)).
 */
const CLOSED = `set -e
umask 022
folder=$1 user=$2 tasks=$3; shift 3
ip link set lo up
mount -t tmpfs -o mode=755 none /sys
keep() {
  if [ ! -e "$1" ] || [ -e "/sys$1" ]; then return 0; fi
  mkdir -p "/sys\${1%/*}"
  if [ -L "$1" ]; then ln -s "$(readlink -f "$1")" "/sys$1"; keep "$(readlink -f "$1")"; return 0; fi
  if [ -d "$1" ]; then mkdir "/sys$1"; else : >"/sys$1"; fi
  mount --rbind "$1" "/sys$1"
  mount -o "remount,bind,$(findmnt -nro VFS-OPTIONS --target "/sys$1"),ro" "/sys$1"
}
if [ -n "$user" ]; then chown -R "$user:$user" "$folder"; fi
for place in /bin /sbin /lib /lib32 /lib64 /usr /etc /opt /nix /dev/null /dev/urandom "$folder"; do keep "$place"; done
while [ "$1" != -- ]; do keep "$1"; shift; done
shift
mkdir /sys/proc
mount --rbind /proc /sys/proc
mount -o remount,ro /sys
exec chroot /sys env -C "$folder" setpriv \${user:+--reuid "$user" --regid "$user" --clear-groups} --no-new-privs --bounding-set=-all --inh-caps=-all prlimit --nproc="$tasks" ${LIMITS} "$@"`;

/** Without namespaces, as in most containers: limits, and for root a user of its own, whose processes can be counted. */
const LIMITED = `folder=$1 user=$2 tasks=$3; shift 3
while [ "$1" != -- ]; do shift; done
shift
if [ -z "$user" ]; then exec setpriv --no-new-privs prlimit ${LIMITS} "$@"; fi
chown -R "$user:$user" "$folder" || exit 1
exec setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all prlimit --nproc="$tasks" ${LIMITS} "$@"`;

/**
 * Finds the best that this system can do: a container, or a system's policy, may allow no namespaces. `undefined`: nothing keeps
 * a program from being root, who may end all others.
 */
export async function findSandbox(io: Io, { places, tasks, trial }: Needs): Promise<Sandbox | undefined> {
  const isRoot = process.getuid?.() === 0;
  const open: Sandbox | undefined = isRoot ? undefined : { isClosed: false, before: () => [] };
  if (io.platform !== "linux") return open;
  const unshare = `unshare ${isRoot ? "" : "--user --map-root-user"} --mount --net --pid --fork --kill-child --mount-proc`;
  const sandboxes = [
    { start: unshare.split(/ +/), script: CLOSED },
    { start: [], script: LIMITED },
  ].map(({ start, script }) => ({
    isClosed: script === CLOSED,
    before(of: string) {
      // Root's limits on processes hold for no process of root's.
      const user = isRoot ? String(randomInt(100_000, 1_000_000_000)) : "";
      return [...start, "sh", "-c", script, "sh", of, user, String(tasks), ...places, "--"];
    },
  }));
  return inOwnFolder(async (folder) => {
    for (const sandbox of sandboxes) {
      const [program = "", ...args] = [...sandbox.before(folder), ...trial];
      const { status } = await io.run(program, args, { cwd: folder, env: { PATH: SANDBOX_PATH } });
      if (status === "done") return sandbox;
    }
    return open;
  });
}

/** Works in a folder that is made for it, and removed. */
export async function inOwnFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "llmbrick-grade-")));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

import type { Io } from "../../io.ts";

/** How a program that nobody vouches for is started. */
export interface Sandbox {
  /** Goes before the program and its arguments. */
  readonly before: readonly string[];
  /** Whether it sees no network but loopback, no process but its own, and can write nowhere. */
  readonly isClosed: boolean;
}

/**
 * In namespaces of its own (Linux): loopback alone; all that is mounted, read-only; no other process to be seen, and the end
 * of the first is the end of all; then without any rights over these, and with limits.
 */
const CLOSE = `ip link set lo up || exit 1
while read -r _ place _; do mount -o remount,bind,ro "$place" 2>/dev/null; done </proc/self/mounts
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all prlimit --data=1500000000 --nproc=64 --fsize=0 --core=0 "$@"`;

const UNSHARE =
  "unshare --user --map-root-user --mount --net --pid --fork --kill-child --mount-proc sh -c".split(" ");

/** All that the programs of the sandbox have of the environment. */
export const SANDBOX_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Finds out what this system can do: a container, or a system's policy, may allow no namespaces. */
export async function findSandbox(io: Io): Promise<Sandbox> {
  const open = { before: [], isClosed: false };
  if (io.platform !== "linux") return open;
  const before = [...UNSHARE, CLOSE, "sh"];
  const [program = "", ...args] = before;
  // It shows that nothing can be written by not being able to.
  const probe = `! touch "$1/probe" 2>/dev/null`;
  const { status } = await io.run(program, [...args, "sh", "-c", probe, "sh", io.cwd], {
    cwd: io.cwd,
    env: { PATH: SANDBOX_PATH },
  });
  return status === "done" ? { before, isClosed: true } : open;
}

import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import { isOfTheDead, LOCK_NAME, staleStagings } from "./staging.ts";
import type { Target } from "./target.ts";
import { writeError } from "./write-error.ts";

/**
 * Cleans up after runs that were killed while they wrote into this target. Returns the folders it removed.
 * @throws UserError when another run is at work there
 */
export async function recover(io: Io, { base }: Target, t: Messages): Promise<string[]> {
  try {
    const names = await io.fs.readdir(base);
    if (!names.some((name) => name === LOCK_NAME || isOfTheDead(name, io))) return [];
    const [{ holding }, { undo }] = await Promise.all([import("./lock.ts"), import("./write-into.ts")]);
    return await holding(io, base, t, async () => {
      // Looked up again: another run may have cleaned up in the meantime.
      const stale = await staleStagings(io, base);
      for (const staging of stale) await undo(io, staging, base, t);
      return stale.map(({ path }) => path);
    });
  } catch (error) {
    throw writeError(error, base, t);
  }
}

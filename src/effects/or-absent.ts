import { systemCode } from "../errors.ts";

/** The outcome of an operation on a path, or undefined when there is no such path. */
export async function orAbsent<Outcome>(outcome: Promise<Outcome>): Promise<Outcome | undefined> {
  try {
    return await outcome;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return undefined;
    throw error;
  }
}

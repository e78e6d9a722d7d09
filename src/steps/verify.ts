import type { VerifyStep } from "../effects/verify/verify.ts";
import { UserError } from "../errors.ts";
import { lacksPackages } from "../plan/changes.ts";
import type { Step } from "./step.ts";

export const verify = {
  name: "verify",
  isWanted: ({ verify }) => verify !== false,
  async run({ io, options, target, state, tell }) {
    if (state.steps.install === "failed") {
      await tell({ kind: "notVerified" });
      return "skipped";
    }
    if (lacksPackages(state.changes)) throw new UserError("VERIFY_FAILED", ["notVerifiedYet"]);
    await tell({ kind: "verifying" });
    const steps: VerifyStep[] = [];
    state.verification = steps;
    const { verify } = await import("../effects/verify/verify.ts");
    const onStep = async (step: VerifyStep) => {
      steps.push(step);
      if (step.status === "done") await tell({ kind: "verified", step });
      if (step.status === "skipped") await tell({ kind: "notThere", step });
    };
    await verify(io, { folder: target.path, options, changes: state.changes, onStep });
    return "done";
  },
} as const satisfies Step;

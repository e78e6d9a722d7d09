import { UserError } from "../errors.ts";
import { appliesInApplications, featureNames } from "../features/rules.ts";

/** @throws UserError for a feature, or another word, that an endpoint in an application can't have */
export function refuseInApplications(names: readonly string[]): void {
  const alien = names.find((name) => !appliesInApplications(name));
  if (alien === undefined) return;
  const allowed = featureNames.filter(appliesInApplications).join(", ");
  throw new UserError("BAD_OPTIONS", ["notInApplications", alien], {
    hint: ["notInApplicationsHint", allowed],
  });
}

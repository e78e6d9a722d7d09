import { describe } from "vitest";
import { describeJoined } from "./describe-joined.ts";
import { editions, ownApplications } from "./own-applications.ts";

const frameworks = Object.keys(ownApplications) as (keyof typeof ownApplications)[];

describe.each(frameworks)("%s", (framework) => {
  for (const [name, edition] of Object.entries(editions)) describeJoined(name, framework, edition);
});

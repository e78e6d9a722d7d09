import { describe } from "vitest";
import { describeJoined } from "./describe-joined.ts";
import { newerEditions, ownApplications } from "./own-applications.ts";

// Applications of Nest's have decorators, which Node can't strip.
const { nest, ...others } = ownApplications;
const frameworks = Object.keys(others) as (keyof typeof others)[];

describe.each(frameworks)("%s", (framework) => {
  for (const [name, edition] of Object.entries(newerEditions))
    describeJoined(`${name}, on Node ${edition.node}`, framework, edition);
});

import { clauses, startClauses } from "../../conformance/clauses/index.ts";
import { Launcher } from "../../conformance/process.ts";
import { checkAll, checkServer } from "../../conformance/run.ts";
import { testClauses } from "../support/test-clauses.ts";
import { ofPython, ofUpstream, visibleInUpstream } from "./allowed.ts";
import { describeInPython } from "./describe.ts";
import { upstreamCommand } from "./handlers.ts";
import { scriptedLauncher } from "./scripted-project.ts";
import { Upstream } from "./upstream-server.ts";

describeInPython("a generated Python project, held to the protocol:", (project) => {
  testClauses([...clauses, ...startClauses], ofPython, async () => {
    const launcher = await scriptedLauncher(project);
    return [launcher, () => checkAll(launcher.start, clauses, startClauses)];
  });
});

describeInPython("the package llmbrick as it is, held to our reading of its protocol:", (project) => {
  const visible = clauses.filter(visibleInUpstream);
  testClauses(visible, ofUpstream, async () => {
    const launcher = new Launcher(project.folder, project.python, ...upstreamCommand("scripted"));
    return [launcher, async () => checkServer(new Upstream((await launcher.run()).url), visible)];
  });
});

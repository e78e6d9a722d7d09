import type { Options } from "../options/table.ts";
import type { FeatureName } from "./rules.ts";
import { dockerView } from "./views/docker.ts";
import { githubActionsView } from "./views/github-actions.ts";
import { kubernetesView } from "./views/kubernetes.ts";
import { resumeView } from "./views/resume.ts";
import { telemetryView } from "./views/telemetry.ts";

type View = Readonly<Record<string, unknown>>;

const views: Partial<Record<FeatureName, (options: Options) => View>> = {
  docker: dockerView,
  kubernetes: kubernetesView,
  "github-actions": githubActionsView,
  resume: resumeView,
  telemetry: telemetryView,
};

/** The names that the templates of a project's features may use, beside those of all templates. */
export const featureViews = (options: Options): View =>
  Object.assign({}, ...options.features.map((name) => views[name]?.(options)));

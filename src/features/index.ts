import { compose } from "./compose.ts";
import { docker } from "./docker.ts";
import type { Feature } from "./feature.ts";
import { githubActions } from "./github-actions.ts";
import { kubernetes } from "./kubernetes.ts";
import { metrics } from "./metrics.ts";
import { openaiApi } from "./openai-api.ts";
import { resume } from "./resume.ts";
import { systemd } from "./systemd.ts";
import { telemetry } from "./telemetry.ts";
import { workshop } from "./workshop.ts";

/** All features, in the order in which they are proposed, and their routes made: the figures are also of what others bring. */
export const features = [
  systemd,
  docker,
  compose,
  kubernetes,
  githubActions,
  openaiApi,
  resume,
  metrics,
  telemetry,
  workshop,
] as const satisfies readonly Feature[];

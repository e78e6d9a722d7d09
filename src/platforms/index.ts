import { type Framework, frameworkOf, type PlatformName } from "./frameworks.ts";
import { node } from "./node.ts";
import type { Platform } from "./platform.ts";
import { python } from "./python.ts";

const platforms: Readonly<Record<PlatformName, Platform>> = { node, python };

export const platformOf = (framework: Framework): Platform => platforms[frameworkOf(framework).platform];

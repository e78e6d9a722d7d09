import { handlerOf } from "../../handlers/index.ts";
import type { Options } from "../../options/table.ts";
import { labelName } from "../../plan/system-names.ts";
import { secretsOf } from "../rules.ts";

/** How full a replica may be, in streams, before there is to be another. */
const FULL = 0.7;

/** On Linux, who listens on a port below needs a right. */
const FIRST_FREE_PORT = 1024;

/** What a cluster has to know of a server. */
export function kubernetesView(options: Options) {
  const { features, handler, maxConcurrentConnections, name, port, prefix } = options;
  const { key } = handlerOf(handler);
  const hasMetrics = features.includes("metrics");
  return {
    label: labelName(name),
    secrets: ["LLMBRICK_API_KEYS", ...(key === undefined ? [] : [key]), ...secretsOf(features)],
    // An autoscaler decides on it alone.
    replicas: hasMetrics ? "" : "  replicas: 2\n",
    sysctls: port < FIRST_FREE_PORT ? sysctls(port) : "",
    // A route's path may not have a slash that is none.
    routedPath: prefix === "" || /%2f/i.test(prefix) ? "/" : prefix,
    streamsPerReplica: Math.max(1, Math.floor(maxConcurrentConnections * FULL)),
  };
}

/** Lets any user of a Pod listen on a port from here on, which the restricted profile allows. */
const sysctls = (port: number) => `
        sysctls:
          - name: net.ipv4.ip_unprivileged_port_start
            value: "${port}"`;

import { applicationView } from "../application/view.ts";
import { featureViews } from "../features/views.ts";
import { FALLBACK_NAME } from "../options/defaults.ts";
import { modelsInEnvFile } from "../options/models-text.ts";
import { hasPackages, type Options } from "../options/table.ts";
import { frameworkOf } from "../platforms/frameworks.ts";
import { platformOf } from "../platforms/index.ts";
import { commandsOf } from "./commands.ts";
import { fenceFor } from "./helpers.ts";
import { serviceName } from "./system-names.ts";

/** The names that templates may use: every option, what follows from them, and what features add. */
export function viewOf(options: Options) {
  const requestBody = JSON.stringify({
    model: options.models[0],
    messages: [{ role: "user", content: "Hello" }],
    sessionId: "s1",
  });
  const commands = commandsOf(options.packageManager);
  const run = commands.run.join(" ");
  const url = clientUrl(options);
  const endpoint = options.prefix + options.path;
  const service = serviceName(options.name);
  return {
    ...options,
    /** Left undefined, the test page follows debug mode, which production turns off. */
    testPage: options.debug && options.testPage ? undefined : options.testPage,
    modelsEnv: modelsInEnvFile(options.models),
    distribution: distributionName(options.name),
    endpoint,
    url,
    endpointUrl: url + endpoint,
    /** Host and port, as other programs are told of a server. */
    address: url.slice("http://".length),
    /** Below which routes of a numbered version lie. */
    versionUrl: `${url}${options.prefix}/v1`,
    firstModel: options.models[0],
    requestBody,
    fence: fenceFor(requestBody),
    frameworkName: frameworkOf(options.framework).title,
    /** From the new folder to the running server. */
    start: [...(hasPackages(options) ? [commands.install.join(" ")] : []), `${run} dev`].join("\n"),
    run,
    service,
    ...platformOf(options.framework).production(options, `/srv/${service}`),
    /** What a process that may do nothing else has to be allowed. */
    bindCapability: options.port < FIRST_FREE_PORT ? "CAP_NET_BIND_SERVICE" : "",
    ...(options.application && applicationView(options, options.application)),
    ...featureViews(options),
  };
}

/** On Linux, who listens on a port below needs a right. */
const FIRST_FREE_PORT = 1024;

/**
 * The package's name by the rules of Python: letters, digits and, between them, `.`, `_` and `-`. No package that the
 * project needs ends in "-server": with the name of one of them, nothing could be installed.
 */
function distributionName(name: string): string {
  const valid =
    name.replace(/[^a-z0-9._-]+/g, "-").replace(/^[._-]+|(?<![._-])[._-]+$/g, "") || FALLBACK_NAME;
  return valid.endsWith("-server") ? valid : `${valid}-server`;
}

/** The server's address for a client on the same machine, without a slash at its end. */
export function clientUrl({ host, port }: Pick<Options, "host" | "port">): string {
  return `http://${clientHost(host)}:${port}`;
}

/** This machine's own address, for every address that a server may listen on. */
const OWN_ADDRESS = new Map([
  ["0.0.0.0", "127.0.0.1"],
  ["::", "::1"],
]);

/** The host as a client writes it in a URL: "any address" becomes this machine, IPv6 gets its brackets. */
function clientHost(host: string): string {
  const reachable = OWN_ADDRESS.get(host) ?? host;
  return reachable.includes(":") ? `[${reachable}]` : reachable;
}

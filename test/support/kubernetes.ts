import { loadAll } from "js-yaml";

/** An object of Kubernetes, as loose as its YAML: a test says what it expects of it. */
// biome-ignore lint/suspicious/noExplicitAny: what is wrong with an object shows when it is looked at.
export type KubernetesObject = any;

const ROOT = "deploy/kubernetes/";

/** The Kubernetes objects of a project by their paths below `deploy/kubernetes`, of each file the first; without the files for kustomize. */
export function objectsOf(files: ReadonlyMap<string, string>): ReadonlyMap<string, KubernetesObject> {
  const own = [...files].filter(([path]) => path.startsWith(ROOT) && !path.endsWith("kustomization.yaml"));
  return new Map(own.map(([path, text]) => [path.slice(ROOT.length), loadAll(text)[0]]));
}

export const kustomizationOf = (files: ReadonlyMap<string, string>, folder: string): KubernetesObject =>
  loadAll(files.get(`${ROOT}${folder}/kustomization.yaml`) ?? "")[0];

/** The settings that the Pods of a project get. */
export const settingsOf = (files: ReadonlyMap<string, string>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    kustomizationOf(files, "base").configMapGenerator[0].literals.map((line: string) => line.split("=")),
  );

/** What a project's objects say of each other that does not hold. */
export function faultsOf(objects: ReadonlyMap<string, KubernetesObject>): string[] {
  const all = [...objects.values()];
  const of = (kind: string): KubernetesObject => all.find((object) => object.kind === kind);
  const { metadata, spec } = of("Deployment");
  const { labels } = spec.template.metadata;
  const service = of("Service");
  const portNames = spec.template.spec.containers[0].ports.map(({ name }: KubernetesObject) => name);
  const selectors: [string, KubernetesObject][] = [
    ["Deployment", spec.selector.matchLabels],
    ["topology", spec.template.spec.topologySpreadConstraints[0].labelSelector.matchLabels],
    ["Service", service.spec.selector],
    ["PodDisruptionBudget", of("PodDisruptionBudget").spec.selector.matchLabels],
  ];
  const backends = [
    of("HTTPRoute").spec.rules[0].backendRefs[0],
    of("Ingress").spec.rules[0].http.paths[0].backend.service,
  ];
  const [port] = service.spec.ports;
  const scaled = of("HorizontalPodAutoscaler")?.spec.scaleTargetRef ?? { kind: "Deployment", ...metadata };
  const facts: (readonly [string, boolean])[] = [
    ...selectors.map(
      ([who, selector]) =>
        [
          `${who} selects Pods`,
          Object.keys(selector).length > 0 &&
            Object.entries(selector).every(([name, value]) => labels[name] === value),
        ] as const,
    ),
    ...backends.map(
      (backend) =>
        [
          "a route leads to the Service",
          backend.name === service.metadata.name &&
            [port.port, port.name].includes(backend.port.name ?? backend.port),
        ] as const,
    ),
    ["the Service leads to the container", portNames.includes(port.targetPort)],
    ["the autoscaler has the Deployment", scaled.name === metadata.name && scaled.kind === "Deployment"],
    ["one rules over the number", of("HorizontalPodAutoscaler") ? !("replicas" in spec) : spec.replicas > 1],
  ];
  return facts.filter(([, holds]) => !holds).map(([what]) => what);
}

/** The volumes' kinds that the restricted profile of the Pod Security Standards allows. */
const VOLUMES = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "projected", "secret"];
const SYSCTLS = ["net.ipv4.ip_unprivileged_port_start"];

/** What keeps a Pod from a namespace that enforces the restricted profile. */
export function notRestricted({ spec }: KubernetesObject): string[] {
  const containers: KubernetesObject[] = [...spec.containers, ...(spec.initContainers ?? [])];
  const isFree = (name: string) =>
    containers.every(({ securityContext }) => securityContext?.[name] === undefined);
  const context = spec.securityContext ?? {};
  const facts: Record<string, boolean> = {
    hostNamespaces: !spec.hostNetwork && !spec.hostPID && !spec.hostIPC,
    hostPorts: containers.every(({ ports = [] }) =>
      ports.every(({ hostPort }: KubernetesObject) => !hostPort),
    ),
    privileged: isFree("privileged"),
    escalation: containers.every(
      ({ securityContext }) => securityContext?.allowPrivilegeEscalation === false,
    ),
    root: context.runAsNonRoot === true && isFree("runAsNonRoot") && isFree("runAsUser"),
    seccomp: context.seccompProfile?.type === "RuntimeDefault" && isFree("seccompProfile"),
    capabilities: containers.every(
      ({ securityContext }) =>
        securityContext?.capabilities?.drop?.includes("ALL") &&
        (securityContext.capabilities.add ?? []).every((name: string) => name === "NET_BIND_SERVICE"),
    ),
    volumes: (spec.volumes ?? []).every((volume: object) =>
      Object.keys(volume).every((name) => name === "name" || VOLUMES.includes(name)),
    ),
    sysctls: (context.sysctls ?? []).every(({ name }: { name: string }) => SYSCTLS.includes(name)),
  };
  return Object.keys(facts).filter((name) => !facts[name]);
}

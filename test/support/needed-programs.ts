import { findChromium, findFirefox, findProgram } from "./find-program.ts";
import { findPython } from "./python-environment.ts";

/** A program that the tests need, and that npm does not bring. */
export interface NeededProgram {
  /** Its package on Debian and its like. */
  readonly package: string;
  readonly find: () => string | undefined;
  /** What the tests that are skipped without it are of. */
  readonly tests: string;
}

const onPath = (name: string) => () => findProgram([name]);

export const neededPrograms = {
  "Python 3.10 with venv": { package: "python3-venv", find: findPython, tests: "Python projects" },
  Chromium: { package: "chromium", find: findChromium, tests: "the test page" },
  Firefox: { package: "firefox-esr", find: findFirefox, tests: "the test page in Firefox" },
  WebKitWebDriver: {
    package: "webkit2gtk-driver",
    find: onPath("WebKitWebDriver"),
    tests: "the test page in WebKit",
  },
  Xvfb: { package: "xvfb", find: onPath("Xvfb"), tests: "the test page in WebKit" },
  curl: { package: "curl", find: onPath("curl"), tests: "the curl commands that are shown" },
  openssl: { package: "openssl", find: onPath("openssl"), tests: "TLS" },
  "systemd-analyze": {
    package: "systemd",
    find: onPath("systemd-analyze"),
    tests: "the unit for systemd",
  },
  nginx: { package: "nginx-light", find: onPath("nginx"), tests: "streams through nginx" },
  caddy: { package: "caddy", find: onPath("caddy"), tests: "streams through Caddy" },
  "redis-server": {
    package: "redis-server",
    find: () => process.env.REDIS_SERVER ?? findProgram(["redis-server"]),
    tests: "answers that are kept in Redis",
  },
  "docker-compose": {
    package: "docker-compose",
    find: onPath("docker-compose"),
    tests: "the file for Docker Compose",
  },
  promtool: { package: "prometheus", find: onPath("promtool"), tests: "the rules for Prometheus" },
  zsh: { package: "zsh", find: onPath("zsh"), tests: "the completion in zsh" },
  fish: { package: "fish", find: onPath("fish"), tests: "the completion in fish" },
} as const satisfies Readonly<Record<string, NeededProgram>>;

export type NeededProgramName = keyof typeof neededPrograms;

/** What the tests that are apart from those need, by their name. */
export const neededApart: Readonly<Record<string, Readonly<Record<string, NeededProgram>>>> = {
  images: {
    buildah: { package: "buildah", find: onPath("buildah"), tests: "the images" },
    debootstrap: { package: "debootstrap", find: onPath("debootstrap"), tests: "the images" },
    kubectl: { package: "kubernetes-client", find: onPath("kubectl"), tests: "the files for kustomize" },
  },
};

/** Whether the tests that need this program are skipped: where it is missing, but under CI, where they run, and fail. */
export const lacks = (name: NeededProgramName): boolean => !process.env.CI && !neededPrograms[name].find();

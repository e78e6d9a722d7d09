import type { Blame, ProxyTrouble } from "../../../phrase.ts";

/** A site as the proof sets it up. */
export interface Site {
  /** The project's file, which may be edited. */
  readonly text: string;
  /** The port of the server behind it. */
  readonly upstream: number;
  /** The ports that it is to listen on: without TLS, some speak one version of HTTP alone on each. */
  readonly ports: { readonly http1: number; readonly http2: number };
  /** Whether it compresses what it can. */
  readonly gzip: boolean;
}

/** A program that stands in front of the server, and the file of the project that tells it how. */
export interface ProxyProgram {
  readonly name: "nginx" | "caddy";
  /** The path of the project's file. */
  readonly file: string;
  /** What the proof must find in that file. */
  readonly marks: readonly [listen: RegExp, upstream: RegExp];
  /** The whole configuration, for a folder of its own. */
  configuration(site: Site): string;
  /** The arguments that start it in the foreground, by the configuration in this file of the current folder. */
  command(file: string): readonly string[];
  /** The variables that it reads. */
  environment(site: Pick<Site, "ports">, folder: string): Readonly<Record<string, string>>;
  /** The line that tells that it listens. */
  readonly ready: RegExp;
  /** The directive that is to blame for a trouble: one that is missing, or one that is there. */
  readonly blame: Readonly<Partial<Record<ProxyTrouble, Blame>>>;
}

/** The name that the server has among the services of Compose. */
const UPSTREAM = /\bserver:\d+/;

const withUpstream = ({ text, upstream }: Site) => text.replace(UPSTREAM, `127.0.0.1:${upstream}`);

const needs = (directive: string): Blame => ({ directive, isNeeded: true });
const forbids = (directive: string): Blame => ({ directive, isNeeded: false });

const LISTEN = /\blisten 80;/;

export const nginx: ProxyProgram = {
  name: "nginx",
  file: "deploy/nginx.conf",
  marks: [LISTEN, UPSTREAM],
  // All of its files are in its own folder.
  configuration: (site) => `
daemon off;
master_process off;
pid pid;
error_log stderr notice;
events {}
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${name};`).join("\n  ")}
  gzip ${site.gzip ? "on" : "off"};
  gzip_types text/event-stream;
  gzip_min_length 0;
  ${withUpstream(site).replace(LISTEN, `listen 127.0.0.1:${site.ports.http1};\n  listen 127.0.0.1:${site.ports.http2} http2;`)}
}`,
  command: (file) => ["-p", ".", "-e", "stderr", "-c", file],
  environment: () => ({}),
  ready: /using the "\w+" event method/,
  blame: {
    late: needs("proxy_buffering off"),
    cut: needs("proxy_http_version 1.1"),
    host: needs("proxy_set_header Host $http_host"),
    body: needs("proxy_request_buffering off"),
    size: needs("client_max_body_size 0"),
  },
};

const DOMAIN = /\{\$DOMAIN\} \{/;
/** What README.md says of compression: it leaves events alone. */
export const ENCODE = "encode {\n gzip\n match header Content-Type text/html*\n }";

export const caddy: ProxyProgram = {
  name: "caddy",
  file: "deploy/Caddyfile",
  marks: [DOMAIN, UPSTREAM],
  configuration: (site) => `{
  admin off
  auto_https off
  default_bind 127.0.0.1
  servers {
    protocols h1 h2 h2c
  }
}
${withUpstream(site).replace(DOMAIN, (start) => (site.gzip ? `${start}\n${ENCODE}` : start))}`,
  command: (file) => ["run", "--config", file, "--adapter", "caddyfile"],
  // It keeps at home what it notes.
  environment: ({ ports }, folder) => ({
    DOMAIN: `http://127.0.0.1:${ports.http1}, http://127.0.0.1:${ports.http2}`,
    ...Object.fromEntries(
      ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "APPDATA"].map((name) => [name, folder]),
    ),
  }),
  ready: /serving initial configuration/,
  blame: {
    late: forbids("encode"),
    host: forbids("header_up Host"),
    body: forbids("request_buffers"),
    size: forbids("max_size"),
    // Caddy 2.6 ends a cut answer as if it were whole, whatever it is told: a client looks for the last event.
  },
};

export const proxies: readonly ProxyProgram[] = [nginx, caddy];

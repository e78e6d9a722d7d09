import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { makeCertificate } from "../support/certificate.ts";
import { testFolder } from "../support/test-folder.ts";

export interface ProxySettings {
  /** The generated configuration. */
  readonly config: string;
  /** The port of the server behind it. */
  readonly upstream: number;
  /** Whether it compresses what it can. */
  readonly gzip: boolean;
  readonly http2: boolean;
}

export interface ProxyProgram {
  /** Starts it by a configuration, until the end of the test. Gives its address. */
  readonly start: (settings: ProxySettings) => Promise<URL>;
  /** Which directive is missing, or is there, where something goes wrong that it can be to blame for. */
  readonly guilty: Readonly<Record<FaultKind, string | undefined>>;
}

/** An event waits; a cut answer looks like a whole one; the host is lost; a request waits; a large one is refused. */
export type FaultKind = "late" | "cut" | "host" | "body" | "size";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** The name that the server has among the services of Compose is of no use here. */
const atUpstream = ({ config, upstream }: ProxySettings) =>
  config.replace(/\bserver:\d+/, `127.0.0.1:${upstream}`);

/** nginx with HTTP/2 needs TLS to speak HTTP/1.1 as well: that is added to the generated configuration. */
async function startNginx(settings: ProxySettings): Promise<URL> {
  const folder = await testFolder();
  const certificate = makeCertificate();
  onTestFinished(certificate.remove);
  const port = await freePort();
  const tls = `ssl http2;
    ssl_certificate ${certificate.sslCertfile};
    ssl_certificate_key ${certificate.sslKeyfile};`;
  const site = atUpstream(settings).replace(
    "listen 80;",
    `listen 127.0.0.1:${port} ${settings.http2 ? tls : ";"}`,
  );
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const file = join(folder, "nginx.conf");
  const main = `
    pid ${folder}/pid;
    master_process off;
    events {}
    http {
      access_log off;
      ${paths.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n")}
      gzip ${settings.gzip ? "on" : "off"};
      gzip_types text/event-stream;
      gzip_min_length 0;
      ${site}
    }`;
  await writeFile(file, main);
  const nginx = (...args: string[]) => execa("nginx", ["-e", join(folder, "log"), "-c", file, ...args]);
  await nginx("-t");
  // It returns when it listens.
  await nginx();
  onTestFinished(async () => void (await nginx("-s", "stop")));
  return new URL(`http${settings.http2 ? "s" : ""}://127.0.0.1:${port}`);
}

async function startCaddy(settings: ProxySettings): Promise<URL> {
  const folder = await testFolder();
  const port = await freePort();
  const admin = `unix/${folder}/admin`;
  const certificate = makeCertificate();
  onTestFinished(certificate.remove);
  const options = `{
    admin ${admin}
    auto_https disable_redirects
  }\n`;
  const tls = `tls ${certificate.sslCertfile} ${certificate.sslKeyfile}`;
  const encode = "encode {\n gzip\n match header Content-Type text/html*\n }";
  const file = join(folder, "Caddyfile");
  await writeFile(
    file,
    options +
      atUpstream(settings).replace("{$DOMAIN} {", `{$DOMAIN} {\n${settings.gzip ? encode : ""}\n${tls}`),
  );
  const env = { DOMAIN: `localhost:${port}`, HOME: folder };
  const config = ["--config", file, "--adapter", "caddyfile"];
  await execa("caddy", ["validate", ...config], { env });
  // It returns when it listens.
  await execa("caddy", ["start", ...config], { env, stdio: "ignore" });
  onTestFinished(async () => void (await execa("caddy", ["stop", "--address", admin], { env })));
  return new URL(`https://localhost:${port}`);
}

export const nginx: ProxyProgram = {
  start: startNginx,
  guilty: {
    late: "proxy_buffering off",
    cut: "proxy_http_version 1.1",
    host: "proxy_set_header Host",
    body: "proxy_request_buffering off",
    size: "client_max_body_size 0",
  },
};

/** Debian's Caddy 2.6 ends a cut answer as if it were whole, whatever it is told: a client looks for the last event. */
export const caddy: ProxyProgram = {
  start: startCaddy,
  guilty: {
    late: "encode",
    cut: undefined,
    host: "header_up Host",
    body: "request_buffers",
    size: "max_size",
  },
};

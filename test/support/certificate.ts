import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificate {
  folder: string;
  sslKeyfile: string;
  sslCertfile: string;
  remove(): void;
}

/** Makes a key and a certificate for this machine, in a folder of their own. `remove` them at the end. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "llmbrick-tls-"));
  const sslKeyfile = join(folder, "key.pem");
  const sslCertfile = join(folder, "certificate.pem");
  const args = [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"],
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
    ...["-keyout", sslKeyfile, "-out", sslCertfile],
  ];
  execFileSync("openssl", args, { stdio: "pipe" });
  return { folder, sslKeyfile, sslCertfile, remove: () => rmSync(folder, { recursive: true }) };
}

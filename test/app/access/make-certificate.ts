import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** PEM files of a certificate of `localhost` that signed itself, for 30 days, and of its key. */
export function makeCertificate(directory: string, name: string) {
  const [certificate, key] = [join(directory, `${name}.pem`), join(directory, `${name}.key`)];
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
      ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "30"],
      ...["-keyout", key, "-out", certificate],
    ],
    { stdio: "pipe" },
  );
  return { certificate, key };
}

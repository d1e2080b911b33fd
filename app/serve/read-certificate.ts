import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { errorCode, fileError } from "../../platform/errors/file-error.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Config } from "../../schemas/config.ts";
import { instantToJson } from "../../schemas/instant.ts";

/** Before a certificate ends: time enough to have another one made. */
const WARN_BEFORE_MS = 14 * 86_400_000;

const PEM_HINT = "write it as PEM (-----BEGIN ...), without a passphrase";

/** What TLS is spoken with, as PEM. */
export type Certificate = {
  readonly cert: string;
  readonly key: string;
  /** How long it holds. */
  readonly endsAtMs: number;
};

/** Throws `OperatingError` where browsers would not take it, or nobody could speak with it. */
export function readCertificate(
  { certificate, key }: NonNullable<Config["listen"]["tls"]>,
  nowMs: number,
): Certificate {
  const [cert, keyText] = [readPem(certificate), readPem(key)];
  const read = parse(certificate, () => new X509Certificate(cert));
  const privateKey: KeyObject = parse(key, () => createPrivateKey(keyText));
  if (!read.checkPrivateKey(privateKey))
    throw refuse(`${key} is not the key of the certificate in ${certificate}`, {
      hint: "name the two that were made together; the certificate itself comes first in its file",
    });
  const [beginsAtMs, endsAtMs] = [read.validFromDate.getTime(), read.validToDate.getTime()];
  if (nowMs < beginsAtMs)
    throw refuse(`the certificate in ${certificate} holds from ${instantToJson(beginsAtMs)} on`, {
      hint: "check this machine's clock",
    });
  if (nowMs >= endsAtMs)
    throw refuse(`the certificate in ${certificate} ended at ${instantToJson(endsAtMs)}`, {
      hint: "renew it",
    });
  return { cert, key: keyText, endsAtMs };
}

/** What is to be said of one that ends soon; null where it holds for long. */
export function doubtCertificate({ endsAtMs }: Certificate, nowMs: number): string | null {
  if (nowMs < endsAtMs - WARN_BEFORE_MS) return null;
  return `The certificate ends at ${instantToJson(endsAtMs)}: renew it`;
}

function readPem(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw fileError(`read ${file} for listen.tls`, error);
  }
}

function parse<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (errorCode(cause) === null) throw cause;
    throw refuse(`${file} cannot be read as what listen.tls names`, { hint: PEM_HINT, cause });
  }
}

function refuse(why: string, more: { readonly hint: string; readonly cause?: unknown }) {
  return new OperatingError(`Cannot speak TLS as ${why}`, { retryable: false, ...more });
}

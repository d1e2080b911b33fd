import { errorCode } from "../../errors/file-error.ts";
import { OperatingError } from "../../errors/operating-error.ts";

type Judgement = { readonly retryable: boolean; readonly hint: string };

const RIGHTS = "give its user s3:GetObject and s3:ListBucket on the bucket (docs/s3.md)";
const KEYS = "check access key and secret key";
const LATER = "nothing to do unless it lasts";

/** By the names that S3 gives its errors (`Code` in their XML), and Node those of connections. */
const KNOWN: Readonly<Record<string, Judgement>> = {
  NoSuchBucket: { retryable: false, hint: "check bucket, region and endpoint" },
  NoSuchKey: { retryable: false, hint: "check the address" },
  NotFound: { retryable: false, hint: "check bucket and address" },
  NoSuchVersion: { retryable: false, hint: "check the address" },
  AccessDenied: { retryable: false, hint: RIGHTS },
  InvalidAccessKeyId: { retryable: false, hint: KEYS },
  SignatureDoesNotMatch: { retryable: false, hint: KEYS },
  ExpiredToken: { retryable: false, hint: "renew the session token" },
  InvalidToken: { retryable: false, hint: "renew the session token" },
  AuthorizationHeaderMalformed: { retryable: false, hint: "check the region" },
  PermanentRedirect: { retryable: false, hint: "check region and endpoint" },
  InvalidObjectState: { retryable: false, hint: "it is archived: restore it to a warmer class" },
  KeyTooLongError: { retryable: false, hint: "keys have 1,024 bytes at most" },
  RequestTimeTooSkewed: { retryable: true, hint: "set this machine's clock (NTP)" },
  PreconditionFailed: { retryable: true, hint: "see what writes to it, and try again" },
  SlowDown: { retryable: true, hint: "the server asks for fewer requests; lower the budget" },
  TimeoutError: { retryable: true, hint: LATER },
  ECONNREFUSED: { retryable: true, hint: "check the endpoint, and whether its server runs" },
  ENOTFOUND: { retryable: true, hint: "check the endpoint and the name service" },
  DEPTH_ZERO_SELF_SIGNED_CERT: { retryable: false, hint: "name its authority in `ca`" },
  SELF_SIGNED_CERT_IN_CHAIN: { retryable: false, hint: "name its authority in `ca`" },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { retryable: false, hint: "name its authority in `ca`" },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { retryable: false, hint: "name its authority in `ca`" },
  CERT_HAS_EXPIRED: { retryable: false, hint: "renew the server's certificate" },
  ERR_TLS_CERT_ALTNAME_INVALID: { retryable: false, hint: "name the endpoint as its certificate" },
};
const ABSENT: readonly string[] = ["NoSuchKey", "NotFound", "NoSuchVersion"];

/**
 * An `OperatingError` for what S3, or the way to it, refused, by name, code or status; anything
 * else comes back as it is. Of an absent object `cause.code` is `ENOENT`.
 */
export function s3Error(doing: string, error: unknown): unknown {
  if (error instanceof OperatingError || !(error instanceof Error)) return error;
  const name = s3ErrorName(error);
  const status = statusOf(error);
  if (name === null) return error;
  const cause = ABSENT.includes(name) ? Object.assign(error, { code: "ENOENT" }) : error;
  const judged = KNOWN[name] ?? judgeStatus(status);
  const said = status === null ? name : `${name} (${status})`;
  return new OperatingError(`Cannot ${doing}: ${said}`, { ...judged, cause });
}

/** What an error is called; null where it comes neither from S3 nor from the connection. */
export function s3ErrorName(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const code = errorCode(error);
  if (code !== null && /^(E[A-Z]+|[A-Z]+_[A-Z_]+)$/.test(code)) return code;
  if (error.name === "TimeoutError") return error.name;
  const status = statusOf(error);
  if (status === null) return null;
  // A HEAD has no body that would say more than its status.
  const hasName = error.name !== "Error" && !error.name.startsWith("Unknown");
  return hasName ? error.name : status === 403 ? "AccessDenied" : "Refused";
}

function judgeStatus(status: number | null): Judgement {
  if (status === 403) return { retryable: false, hint: RIGHTS };
  const retryable = status === null || status >= 500 || status === 429 || status === 408;
  return { retryable, hint: retryable ? LATER : "see the server's own log" };
}

/** The status with which the server answered; null if it did not. */
function statusOf(error: Error): number | null {
  if (!("$metadata" in error) || typeof error.$metadata !== "object" || !error.$metadata)
    return null;
  const metadata = error.$metadata;
  if (!("httpStatusCode" in metadata)) return null;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : null;
}

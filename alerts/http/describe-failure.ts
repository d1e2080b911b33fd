import { errorCode } from "../../platform/errors/file-error.ts";
import { ProxyRefusal } from "./open-tunnel.ts";

/** What went wrong before an answer, and what a person can do about it, by Node's own codes. */
const FAILURES: Readonly<Record<string, string>> = {
  ENOTFOUND: "its name is unknown; check the address and the name servers of this machine",
  EAI_AGAIN: "its name cannot be looked up now; check the name servers of this machine",
  ECONNREFUSED: "it refused the connection; check its port, and whether it runs",
  ECONNRESET: "it cut the connection before it answered",
  EPIPE: "it cut the connection before it answered",
  UND_ERR_SOCKET: "it cut the connection before it answered",
  EHOSTUNREACH: "no way leads there; check firewalls, or set `proxy`",
  ENETUNREACH: "no way leads there; check firewalls, or set `proxy`",
  ETIMEDOUT: "it did not take the connection in time; check firewalls, or set `proxy`",
  EPROTO: "it does not speak TLS as it should; check scheme and port of its address",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS; check scheme and port of its address",
  CERT_HAS_EXPIRED: "its certificate has expired; have it renewed",
  CERT_NOT_YET_VALID: "its certificate is not valid yet; check the clock of this machine",
  CERT_REVOKED: "its certificate was revoked",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is another host's; check the address",
  DEPTH_ZERO_SELF_SIGNED_CERT: "it signed its certificate itself; name that in `ca`",
  SELF_SIGNED_CERT_IN_CHAIN: "its authority is not known here; name its certificate in `ca`",
  UNABLE_TO_GET_ISSUER_CERT: "its authority is not known here; name its certificate in `ca`",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "its authority is not known here; name its certificate in `ca`",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its authority is not known here; name its certificate in `ca`",
  HPE_INVALID_CONSTANT: "it does not speak HTTP; check scheme and port of its address",
};

/** Why there was no answer, as the rest of a sentence that begins with the receiver. */
export function describeFailure(error: unknown): string {
  if (error instanceof ProxyRefusal) {
    return `the proxy answered ${error.status}; check \`proxy\` and what it allows`;
  }
  const code = errorCode(error);
  if (code === null) return "the request failed";
  const said = FAILURES[code];
  return said === undefined ? `the request failed with ${code}` : `${said} (${code})`;
}

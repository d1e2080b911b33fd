/** `final`: the server refuses recipient or message for good (a 5yz reply, RFC 5321 §4.2.1). */
export type Failure = { readonly reason: string; readonly final: boolean };

/** What each code of nodemailer means to who reads it; its own texts may quote what was sent. */
const REASONS: Readonly<Record<string, string>> = {
  EAUTH: "the mail server does not take user and password",
  ENOAUTH: "the mail server asks for user and password",
  ECONNECTION: "the mail server ended the connection",
  ETIMEDOUT: "the mail server did not answer in time",
  EABORT: "the mail server did not answer in time",
  EDNS: "the mail server's name is not known",
  ETLS: "no TLS with the mail server: its certificate is not trusted, or it offers none",
  ESOCKET: "the connection to the mail server failed",
  EPROTOCOL: "what answers is no mail server",
  EENVELOPE: "the mail server refused the recipient or the sender",
  EMESSAGE: "the mail server refused the message",
};
/** Of the server as a whole: it may be mended. */
const REFUSALS: readonly unknown[] = ["EENVELOPE", "EMESSAGE"];

/** Why one message could not be sent. */
export function readFailure(error: unknown, timeoutMs: number): Failure {
  if (!(error instanceof Error)) return { reason: "the mail could not be sent", final: false };
  if (error.name === "AbortError" || error.name === "TimeoutError")
    return { reason: `the mail server did not answer within ${timeoutMs / 1_000} s`, final: false };
  const code = codeOf(error);
  const reply =
    "responseCode" in error && typeof error.responseCode === "number" ? error.responseCode : null;
  const said = (code !== null && REASONS[code]) || "the mail could not be sent";
  const reason = reply === null ? said : `${said} (${reply})`;
  return { reason, final: REFUSALS.includes(code) && reply !== null && reply >= 500 };
}

/** A certificate's fault comes as that of a socket, with Node's own code beside it. */
function codeOf(error: Error): string | null {
  const original = "originalCode" in error ? String(error.originalCode) : "";
  if (/CERT|TLS|SSL/.test(original)) return "ETLS";
  return "code" in error && typeof error.code === "string" ? error.code : null;
}

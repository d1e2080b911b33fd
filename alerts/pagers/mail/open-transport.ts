import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Transporter } from "nodemailer";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { MailConfig } from "../../../schemas/pagers/mail.ts";
import type { PagerContext } from "../pager-context.ts";

const require = createRequire(import.meta.url);

const PORTS = { starttls: 587, implicit: 465, none: 25 } as const;

/** The server that takes the mails of a pager, each of its steps bounded in time. */
export function openTransport(
  config: MailConfig,
  { readSecret }: Pick<PagerContext, "readSecret">,
  timeoutMs: number,
): Transporter {
  const { host, tls, port = PORTS[tls], ca, user, password } = config;
  // Loaded where there is a pager by mail: it takes 8 MB.
  const { createTransport }: typeof import("nodemailer") = require("nodemailer");
  return createTransport({
    ...{ host, port, secure: tls === "implicit" },
    ...{ requireTLS: tls === "starttls", ignoreTLS: tls === "none" },
    ...(ca !== undefined && { tls: { ca: readAuthorities(ca, config.name) } }),
    ...(user !== undefined &&
      password !== undefined && { auth: { user, pass: readSecret(password) } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    // Nothing that stands in a message is ever fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function readAuthorities(file: string, pager: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new OperatingError(`Cannot use pager ${pager} as ${file} cannot be read`, {
      retryable: false,
      hint: "`ca` names a file of certificates (PEM) that the user Vigie runs as may read",
      cause,
    });
  }
}

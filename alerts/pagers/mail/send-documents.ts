import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { MailConfig } from "../../../schemas/pagers/mail.ts";
import type { PagerContext } from "../pager-context.ts";
import { openTransport } from "./open-transport.ts";
import { type Failure, readFailure } from "./read-failure.ts";

/** Reports are larger than pages. */
const TIMEOUT_MS = 60_000;

export type Documents = {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
};

/**
 * Sends documents as attachments by the server of a mail pager, one message to all. Resolves to
 * how many recipients the server refused; rejects with `OperatingError` where it took it for none,
 * one that is not `retryable` where it did so for good.
 */
export async function sendDocuments(
  config: MailConfig,
  { to, subject, text, files }: Documents,
  { readSecret }: Pick<PagerContext, "readSecret">,
): Promise<number> {
  const transport = openTransport(config, { readSecret }, TIMEOUT_MS);
  try {
    const { rejected = [] } = await transport.sendMail({
      ...{ from: { name: "Vigie", address: config.from }, to: [...to], subject, text },
      attachments: files.map(({ name, bytes }) => ({
        filename: name,
        content: Buffer.from(bytes),
      })),
      headers: { "Auto-Submitted": "auto-generated" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return rejected.length;
  } catch (error) {
    throw unsent(readFailure(error, TIMEOUT_MS));
  }
}

function unsent({ reason, final }: Failure): OperatingError {
  const next = final ? "it is not tried again" : "it is tried again every ten minutes";
  return new OperatingError(`Cannot send documents by mail: ${reason}`, {
    retryable: !final,
    hint: `see the mail pager in \`alerts.pagers\`; ${next}`,
  });
}

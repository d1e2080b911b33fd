import type { Logger } from "../logger/create-logger.ts";

type Result = { readonly code: number; readonly error?: Error };
type Exporter<Batch> = {
  export(batch: Batch, done: (result: Result) => void): void;
};

/** `ExportResultCode.SUCCESS` of @opentelemetry/core. */
const SENT = 0;

/**
 * Logs when sending begins to fail and when it works again, and not each time: without the
 * receiver's answer, which may repeat what was sent.
 */
export function tellFailures<Batch, E extends Exporter<Batch>>(
  exporter: E & Exporter<Batch>,
  { what, logger }: { readonly what: string; readonly logger: Logger },
): E {
  const send = exporter.export.bind(exporter);
  let fails = false;
  exporter.export = (batch, done) =>
    send(batch, (result) => {
      const failed = result.code !== SENT;
      if (failed && !fails) {
        const error = result.error?.name;
        logger.warn({ what, error }, "Telemetry cannot be sent; nothing else is held up by it");
      }
      if (!failed && fails) logger.info({ what }, "Telemetry is sent again");
      fails = failed;
      done(result);
    });
  return exporter;
}

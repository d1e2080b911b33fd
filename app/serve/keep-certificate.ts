import assert from "node:assert/strict";
import { Server } from "node:tls";
import type { FastifyInstance } from "fastify";
import type { Clock, Recurring } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Config } from "../../schemas/config.ts";
import { type Certificate, doubtCertificate, readCertificate } from "./read-certificate.ts";

const LOOK_EVERY_MS = 12 * 3_600_000;

type Options = {
  readonly tls: NonNullable<Config["listen"]["tls"]>;
  /** With which the server was begun. */
  readonly certificate: Certificate;
  readonly clock: Clock;
  readonly logger: Logger;
};

/**
 * Speaks with a renewed certificate within twelve hours, and says when one is about to end. One
 * that is not good changes nothing.
 */
export function keepCertificate(app: FastifyInstance, options: Options): Recurring {
  const { tls, certificate, clock, logger } = options;
  let current = certificate;
  tell();
  return clock.every(LOOK_EVERY_MS, async () => {
    try {
      const read = readCertificate(tls, clock.nowMs());
      if (read.cert !== current.cert || read.key !== current.key) {
        assert(app.server instanceof Server, "a certificate without TLS");
        app.server.setSecureContext({ cert: read.cert, key: read.key });
        current = read;
        logger.info({ file: tls.certificate }, "The certificate was renewed");
      }
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      logger.warn({ err: error }, "The certificate cannot be read again");
    }
    tell();
  });

  function tell(): void {
    const doubt = doubtCertificate(current, clock.nowMs());
    if (doubt !== null) logger.warn(doubt);
  }
}

import type { Logger } from "../../../platform/logger/create-logger.ts";
import { SEVERITIES, type Severity } from "../../../schemas/finding.ts";
import type { Pager } from "../../pager.ts";

const LEVELS = { critical: "error", warning: "warn", info: "info" } as const satisfies Record<
  Severity,
  string
>;

/** Tells the process's own log of every incident, as one structured line each. */
export function createLogPager(logger: Logger): Pager {
  return {
    name: "log",
    severities: SEVERITIES,
    send: async (message) => {
      if ("incidents" in message) {
        const { dedupKey, reason, incidents, more } = message;
        logger.warn({ dedupKey, reason, incidents, more }, `${incidents.length + more} incidents`);
        return { sent: true };
      }
      const { dedupKey, reason, incident, finding } = message;
      const level = reason === "resolved" ? "info" : LEVELS[incident.severity];
      logger[level](
        { dedupKey, reason, incident, evidence: finding.evidence },
        `incident ${reason}: ${finding.summary.en}`,
      );
      return { sent: true };
    },
  };
}

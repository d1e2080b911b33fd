import { instantToJson } from "../../schemas/instant.ts";
import type { Fault, Matter } from "../findings/judgement.ts";
import type { HourOfRejects } from "./reject-counts.ts";

const ONSET_STEP_MS = 600_000;

type Rise = {
  readonly hour: HourOfRejects;
  /** `limit` is the greater of `limitMin` and so many times what is usual. */
  readonly sum: {
    readonly usualPerHour: number;
    readonly limitMin: number;
    readonly usualTimes: number;
    readonly limit: number;
  };
  readonly nowMs: number;
};

export function matterOf(origin: string): Matter {
  return { kind: "rejects-rising", subject: origin, about: "" };
}

/** Says how many and why by the words for faults: reasons may cite what was rejected. */
export function tellRising(origin: string, { hour, sum, nowMs }: Rise): Fault {
  const { count, byFault, first } = hour;
  const faults = Object.entries(byFault).sort(([, a], [, b]) => b - a);
  const said = faults.map(([fault, of]) => `${of} ${fault}`).join(", ");
  return {
    ...matterOf(origin),
    // Coarse, as partitions may be read in another order when the log is read again.
    onset: instantToJson(Math.floor(nowMs / ONSET_STEP_MS) * ONSET_STEP_MS),
    severity: "warning",
    series: null,
    collector: origin,
    slotMs: null,
    runId: null,
    copy: null,
    evidence: { source: origin, withinAnHour: count, ...sum, byFault, first },
    summary: {
      en: `${count} items from ${origin} were rejected within an hour (${said}); usual are ${sum.usualPerHour}.`,
      fr: `${count} éléments de ${origin} ont été refusés en une heure (${said}) ; d'ordinaire ${sum.usualPerHour}.`,
    },
  };
}

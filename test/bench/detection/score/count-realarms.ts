import type { Circumstance } from "../label.ts";
import type { Alert, Matched } from "./match-alerts.ts";

/** By then a new level is adopted, or never: nothing else is planted meanwhile. */
const FOLLOWED_CADENCES = 16;
const OF_LEVELS = ["undersized", "oversized"];

export type Realarms = {
  readonly shifts: number;
  readonly perShift: number | null;
  readonly most: number;
};

/** False alarms about sizes after the runs that it takes to adopt an unannounced new level. */
export function countRealarms(
  { falseAlarms }: Pick<Matched, "falseAlarms">,
  circumstances: readonly Circumstance[],
  cadenceMs: (subject: string) => number,
): Realarms {
  const alarmsOf = Map.groupBy(falseAlarms, ({ subject }) => subject);
  const shifts = circumstances.filter(({ cause }) => cause === "level shift");
  const realarms = shifts.map(({ subject, fromMs, toMs }) => {
    const untilMs = toMs + FOLLOWED_CADENCES * cadenceMs(subject);
    const isAbout = ({ kind, atMs }: Alert) =>
      OF_LEVELS.includes(kind) && fromMs <= atMs && atMs <= untilMs;
    return (alarmsOf.get(subject) ?? []).filter(isAbout).length;
  });
  const sum = realarms.reduce((total, own) => total + own, 0);
  return {
    shifts: shifts.length,
    perShift: shifts.length === 0 ? null : sum / shifts.length,
    most: Math.max(0, ...realarms),
  };
}

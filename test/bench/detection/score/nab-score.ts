import type { ScoredKind } from "../label.ts";
import type { Matched } from "./match-alerts.ts";

const WINDOW_CADENCES = 2;
const STEEPNESS = 5;

/** What a hit, a false alarm and a miss weigh. */
const PROFILES = {
  standard: { hit: 1, falseAlarm: 0.11, miss: 1 },
  "few false alarms": { hit: 1, falseAlarm: 0.22, miss: 1 },
  "few misses": { hit: 1, falseAlarm: 0.11, miss: 2 },
} as const;
export type NabScore = Readonly<Record<keyof typeof PROFILES, number | null>>;

/**
 * After the Numenta Anomaly Benchmark: a hit counts for more the sooner it comes within a window
 * of two cadences; 100 is every label at once and no false alarm, 0 is to say nothing.
 */
export function nabScore(
  { labels, falseAlarms }: Matched,
  cadenceMs: (subject: string) => number,
  wanted: (kind: ScoredKind) => boolean,
): NabScore {
  const own = labels.filter(({ label }) => wanted(label.kind));
  const alarms = falseAlarms.filter(({ kind }) => wanted(kind)).length;
  const rewards = own.map(({ label, atMs }) => {
    if (atMs === null) return null;
    const windowMs = WINDOW_CADENCES * cadenceMs(label.subject);
    const late = windowMs === 0 ? 0 : (atMs - label.detectableAtMs) / windowMs;
    return reward(Math.min(1, Math.max(0, late)));
  });
  const scoreBy = ({ hit, falseAlarm, miss }: (typeof PROFILES)[keyof typeof PROFILES]) => {
    const got = rewards.reduce<number>((sum, own) => sum + (own === null ? -miss : hit * own), 0);
    const nothing = -miss * own.length;
    const perfect = hit * reward(0) * own.length;
    return own.length === 0
      ? null
      : (100 * (got - falseAlarm * alarms - nothing)) / (perfect - nothing);
  };
  return {
    standard: scoreBy(PROFILES.standard),
    "few false alarms": scoreBy(PROFILES["few false alarms"]),
    "few misses": scoreBy(PROFILES["few misses"]),
  };
}

/** From nearly 1 at the beginning of the window to 0 at its end: 2 sigma(-5 y) - 1. */
function reward(late: number): number {
  return 2 / (1 + Math.exp(STEEPNESS * (late - 1))) - 1;
}

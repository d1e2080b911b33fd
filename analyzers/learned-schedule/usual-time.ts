import { median } from "simple-statistics";

/** Makes the median absolute deviation of a normal distribution its standard deviation. */
const MAD_TO_SIGMA = 1.4826;

/** Where on a circle of `periodMs`, such as a day, instants gather. */
export type UsualTime = {
  /** The median of the circle, cut opposite its mean: from 0 up to the period. */
  readonly phaseMs: number;
  readonly spreadMs: number;
  /** The length of the mean direction: 1 where all agree, near 0 where there is no usual time. */
  readonly concentration: number;
};

/** Mardia and Jupp, "Directional Statistics", section 2.2: mean direction and its length. */
export function usualTime(localMs: readonly number[], periodMs: number): UsualTime {
  const angles = localMs.map((atMs) => (2 * Math.PI * atMs) / periodMs);
  const sine = sum(angles.map(Math.sin));
  const cosine = sum(angles.map(Math.cos));
  const meanMs = (Math.atan2(sine, cosine) / (2 * Math.PI)) * periodMs;
  const aside = localMs.map((atMs) => deviation(atMs, meanMs, periodMs));
  const middleMs = median(aside);
  return {
    phaseMs: modulo(meanMs + middleMs, periodMs),
    spreadMs: MAD_TO_SIGMA * median(aside.map((ms) => Math.abs(ms - middleMs))),
    concentration: Math.hypot(sine, cosine) / localMs.length,
  };
}

/** How far from a phase, the shorter way round: from minus half a period up to half of one. */
export function deviation(atMs: number, phaseMs: number, periodMs: number): number {
  return modulo(atMs - phaseMs + periodMs / 2, periodMs) - periodMs / 2;
}

function modulo(value: number, period: number): number {
  return ((value % period) + period) % period;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

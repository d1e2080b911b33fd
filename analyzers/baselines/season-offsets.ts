import { median } from "simple-statistics";

/** The standard error of a median, in standard errors of a mean, of a normal distribution. */
const MEDIAN_ERROR = 1.2533;
const MEMBERS_MIN = 2;

/**
 * How far each group of residuals (a weekday, an age, a part of the day) lies from zero: its
 * median, drawn to zero the more the less it stands out of its own error (empirical Bayes). Groups
 * of fewer than two have none. `spread` is that of residuals within a group.
 */
export function seasonOffsets(
  residuals: readonly number[],
  groups: readonly number[],
  spread: number,
): readonly number[] {
  const members: number[][] = [];
  for (const [index, residual] of residuals.entries()) {
    const group = groups[index] ?? 0;
    const own = members[group];
    if (own) own.push(residual);
    else members[group] = [residual];
  }
  return Array.from(members, (own) => (own ? offsetOf(own, spread) : 0));
}

function offsetOf(residuals: readonly number[], spread: number): number {
  if (residuals.length < MEMBERS_MIN) return 0;
  const center = median([...residuals]);
  const error = (MEDIAN_ERROR * spread) ** 2 / residuals.length;
  const signal = center ** 2;
  return signal === 0 ? 0 : (center * signal) / (signal + error);
}

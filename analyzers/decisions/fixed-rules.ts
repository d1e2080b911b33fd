/** What finds without statistics, whatever is usual: such thresholds never widen. */
export const FIXED_RULES = ["minimum", "empty"] as const;
export type FixedRule = (typeof FIXED_RULES)[number];

export function isFixedRule(rule: unknown): rule is FixedRule {
  return FIXED_RULES.some((fixed) => fixed === rule);
}

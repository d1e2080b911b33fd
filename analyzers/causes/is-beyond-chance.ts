/** A group is wrongly taken for a cause no more often than this. */
export const CHANCE_MAX = 1e-6;

/**
 * Whether `members` of `due` are more than chance explains where each fails by itself at `rate`
 * (of 1). Chernoff's bound of the binomial tail, which is never below the tail itself:
 * P(X >= m) <= exp(-n KL(m/n || p)).
 */
export function isBeyondChance(members: number, due: number, rate: number): boolean {
  const share = members / due;
  if (share <= rate) return false;
  return due * divergence(share, rate) >= -Math.log(CHANCE_MAX);
}

/** Kullback-Leibler divergence of two coins, in nats. */
function divergence(share: number, rate: number): number {
  const heads = share * Math.log(share / rate);
  return share === 1 ? heads : heads + (1 - share) * Math.log((1 - share) / (1 - rate));
}

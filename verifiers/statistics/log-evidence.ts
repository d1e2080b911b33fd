/** One draw without putting back: how many there were, and what became of each, in its order. */
export type DrawnSample = { readonly copies: number; readonly passed: readonly boolean[] };

/** The alternative that is bet on: a quarter of the bad share that is to be ruled out. */
const BET = 1 / 4;

/**
 * The logarithm of the evidence (e-process) against "at every draw at least `share` of the copies
 * were bad": half of it bets that none is bad, half that a quarter of that share is.
 *
 * While the hypothesis holds its expectation never grows, whatever was seen before; so by Ville's
 * inequality the chance that it ever reaches 1 / alpha is at most alpha, however often one looks
 * and whenever one stops (Ville 1939; Ramdas, Grünwald, Vovk and Shafer 2023, Statistical Science
 * 38). Of N copies of which x failed among the n drawn before, the next is bad with a chance of at
 * least (ceil(share N) - x) / (N - n).
 */
export function logEvidence(draws: readonly DrawnSample[], share: number): number {
  let allGood = 0;
  let fewBad = 0;
  for (const { copies, passed } of draws) {
    let bad = Math.ceil(share * copies);
    for (const [before, good] of passed.entries()) {
      const chance = Math.min(1, Math.max(0, bad / (copies - before)));
      if (!good) allGood = Number.NEGATIVE_INFINITY;
      else if (allGood !== Number.NEGATIVE_INFINITY) allGood -= Math.log1p(-chance);
      fewBad += good ? Math.log1p(-BET * chance) - Math.log1p(-chance) : Math.log(BET);
      if (!good) bad -= 1;
    }
  }
  return logMean(allGood, fewBad);
}

function logMean(one: number, other: number): number {
  const greater = Math.max(one, other);
  if (!Number.isFinite(greater)) return greater;
  return greater + Math.log((Math.exp(one - greater) + Math.exp(other - greater)) / 2);
}

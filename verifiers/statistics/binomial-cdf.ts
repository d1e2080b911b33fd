/**
 * The chance of at most `failures` failures among `drawn` independent draws, of which each fails
 * with the chance `share`: the sum of C(n, k) p^k (1-p)^(n-k) for k from 0 to x, added up in
 * logarithms so that nothing underflows. https://en.wikipedia.org/wiki/Binomial_distribution
 */
export function binomialCdf(failures: number, drawn: number, share: number): number {
  if (failures < 0) return 0;
  if (failures >= drawn || share <= 0) return 1;
  if (share >= 1) return 0;
  let term = drawn * Math.log1p(-share);
  let sum = term;
  for (let k = 1; k <= failures; k++) {
    term += Math.log((drawn - k + 1) / k) + Math.log(share) - Math.log1p(-share);
    const greater = Math.max(sum, term);
    sum = greater + Math.log1p(Math.exp(Math.min(sum, term) - greater));
  }
  return Math.min(1, Math.exp(sum));
}

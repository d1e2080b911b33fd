/** What is drawn from: so many copies, of which so many are bad. */
export type Population = { readonly copies: number; readonly bad: number };

/**
 * The chance of at most `failures` bad ones among `drawn` that are drawn without putting back: the
 * sum of C(D, k) C(N-D, n-k) / C(N, n). https://en.wikipedia.org/wiki/Hypergeometric_distribution
 */
export function hypergeometricCdf(
  failures: number,
  drawn: number,
  { copies, bad }: Population,
): number {
  const least = Math.max(0, drawn - (copies - bad));
  const most = Math.min(drawn, bad);
  if (failures < least) return 0;
  if (failures >= most) return 1;
  let term = logChance(least, drawn, { copies, bad });
  let sum = Math.exp(term);
  for (let k = least + 1; k <= failures; k++) {
    term += Math.log(((bad - k + 1) / k) * ((drawn - k + 1) / (copies - bad - drawn + k)));
    sum += Math.exp(term);
  }
  return Math.min(1, sum);
}

/** Of exactly `k` bad ones; from the smaller of two equal products, factor by factor. */
function logChance(k: number, drawn: number, { copies, bad }: Population): number {
  const good = copies - bad;
  let log = 0;
  for (let i = 0; i < k; i++) log += Math.log((bad - i) / (k - i));
  for (let i = 0; i < drawn - k; i++) log += Math.log((good - i) / (drawn - k - i));
  for (let i = 0; i < drawn; i++) log -= Math.log((copies - i) / (drawn - i));
  return log;
}

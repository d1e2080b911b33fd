/**
 * Orders log sequence numbers, which have up to 25 decimal digits and so are text: the longer one
 * is the greater, once leading zeros are off.
 */
export function compareLsn(a: string, b: string): number {
  const [left, right] = [trim(a), trim(b)];
  if (left.length !== right.length) return left.length - right.length;
  return left === right ? 0 : left < right ? -1 : 1;
}

function trim(lsn: string): string {
  return lsn.startsWith("0") ? lsn.replace(/^0+(?=.)/, "") : lsn;
}

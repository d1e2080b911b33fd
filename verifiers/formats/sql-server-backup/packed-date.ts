/**
 * A date and time of the Microsoft Tape Format 1.00a: 14 bits of year, 4 of month, 5 of day, 5 of
 * hour, 6 of minute, 6 of second, high bits first. Returned as if it were UTC; null where it is
 * not set, or no date.
 */
export function readPackedDate(bytes: Uint8Array): number | null {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = bytes;
  const year = (a << 6) | (b >> 2);
  const month = ((b & 3) << 2) | (c >> 6);
  const day = (c >> 1) & 31;
  const hour = ((c & 1) << 4) | (d >> 4);
  const minute = ((d & 15) << 2) | (e >> 6);
  const second = e & 63;
  const isDate = year > 0 && year <= 9_999 && month >= 1 && month <= 12 && day >= 1;
  if (!isDate || hour > 23 || minute > 59 || second > 59) return null;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  return new Date(ms).getUTCDate() === day ? ms : null;
}

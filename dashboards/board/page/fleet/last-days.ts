const DAY_MS = 86_400_000;

/**
 * The last `count` civil days of a zone up to an instant (RFC 3339), the oldest first, each as
 * "2026-10-25". They are counted as dates: a day of 23 or 25 hours is one day.
 */
export function lastDays(count: number, at: string, zone: string): readonly string[] {
  // Sweden writes dates as ISO 8601 does.
  const date = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });
  const todayMs = Date.parse(date.format(Date.parse(at)));
  return Array.from({ length: count }, (_, index) =>
    new Date(todayMs - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  );
}

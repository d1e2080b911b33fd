/**
 * A row for `Store.insert`: columns by name; 64-bit integers as decimal strings, instants as RFC
 * 3339.
 */
export type Row = Readonly<Record<string, string | number | null | readonly string[]>>;

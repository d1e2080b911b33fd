import { type Query, VIEW_NAMES, type ViewName } from "./page-view.ts";

export const FILTER_FIELDS = ["tenant", "environment", "product", "site"] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];

const HOUR_MS = 3_600_000;
export const RANGES_MS = {
  "24h": 24 * HOUR_MS,
  "7d": 7 * 24 * HOUR_MS,
  "14d": 14 * 24 * HOUR_MS,
  "90d": 90 * 24 * HOUR_MS,
} as const;
export type Range = keyof typeof RANGES_MS;
const RANGE: Range = "14d";

/** What all views show: the series of these (of all, where none is named), over this time. */
export type SharedFilter = Readonly<Record<FilterField, readonly string[]>> & {
  readonly range: Range;
};

/** What the address says: a view, one of what it lists, the filter, and the view's own part. */
export type BoardAddress = {
  readonly view: ViewName;
  readonly id: string | null;
  readonly filter: SharedFilter;
  readonly own: URLSearchParams;
};

/** Reads an address's hash, such as `#/series/ab12?tenant=acme&range=7d&page=2`. */
export function parseAddress(hash: string): BoardAddress {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  const [name, id = ""] = path.split("/").map(decode);
  const own = new URLSearchParams(query);
  const range = own.get("range") ?? "";
  const named = FILTER_FIELDS.map((field) => [field, own.getAll(field)] as const);
  for (const field of [...FILTER_FIELDS, "range"]) own.delete(field);
  const { tenant = [], environment = [], product = [], site = [] } = Object.fromEntries(named);
  return {
    view: VIEW_NAMES.find((view) => view === name) ?? "fleet",
    id: id === "" ? null : id,
    filter: { tenant, environment, product, site, range: isRange(range) ? range : RANGE },
    own,
  };
}

/** The reverse; what is as it is anyway is left out. */
export function formatAddress({ view, id, filter, own }: BoardAddress): string {
  const fields = new URLSearchParams();
  for (const field of FILTER_FIELDS) for (const value of filter[field]) fields.append(field, value);
  if (filter.range !== RANGE) fields.set("range", filter.range);
  for (const [name, value] of own) fields.append(name, value);
  return formatHash(view, id, fields);
}

/** A link's hash with the filter; but what it says itself of a field of the filter holds. */
export function keepFilter(hash: string, filter: SharedFilter): string {
  const address = parseAddress(hash);
  const named = FILTER_FIELDS.filter((field) => address.filter[field].length > 0);
  const own = Object.fromEntries(named.map((field) => [field, address.filter[field]]));
  return formatAddress({ ...address, filter: { ...filter, ...own } });
}

/** A view's address that leaves the filter to `keepFilter`, but for what `query` has of it. */
export function formatLink(view: ViewName, id: string | undefined, query: Query): string {
  return formatHash(view, id ?? null, toSearchParams(query));
}

function formatHash(view: ViewName, id: string | null, fields: URLSearchParams): string {
  const path = id === null ? view : `${view}/${encodeURIComponent(id)}`;
  return fields.size === 0 ? `#/${path}` : `#/${path}?${fields}`;
}

/** What is asked, as an address has it; what is undefined is left out. */
export function toSearchParams(query: Query): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const values = typeof value === "object" ? value : [value];
    for (const one of values) if (one !== undefined) fields.append(name, String(one));
  }
  return fields;
}

function isRange(text: string): text is Range {
  return Object.hasOwn(RANGES_MS, text);
}

/** Who cuts an address short gets what can be read of it. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

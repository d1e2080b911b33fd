import { readFileSync } from "node:fs";
import type { Store } from "../../platform/store/store.ts";
import type { About } from "../../schemas/decision.ts";
import { specificityOf } from "../../schemas/match-policy.ts";
import { askedMatchSchema, type Match } from "../../schemas/policy.ts";
import { SERIES_ATTRIBUTES, type Series, seriesKey, seriesSchema } from "../../schemas/series.ts";
import { nearestWord } from "../config/nearest-word.ts";
import { NamingError } from "./naming-error.ts";

const SQL = readFileSync(new URL("./series.sql", import.meta.url), "utf8");
const NAMES_SHOWN_MAX = 10;

/** How every command names a series; said in each one's help. */
export const SERIES_HELP =
  "A series is named as `vigie status` shows it: by its asset, by tenant/asset, or by its whole key.";
export const MATCH_HELP =
  "Several are named by attributes, with * and ?: tenant=acme,site=par*. An attribute that stands twice may be either.";

/** The one series that a person means by an asset, tenant/asset or a whole key. */
export async function findSeries(store: Store, named: string): Promise<Series> {
  return pickSeries(await store.query(SQL, {}, seriesSchema), named);
}

/** One series, or all that a match such as `tenant=acme,site=par*` names, with those known. */
export async function findAbout(
  store: Store,
  named: string,
): Promise<{ readonly about: About; readonly series: readonly Series[] }> {
  const known = await store.query(SQL, {}, seriesSchema);
  const match = readMatch(named);
  if (!match) {
    const series = pickSeries(known, named);
    return { about: { series }, series: [series] };
  }
  const series = known.filter((one) => specificityOf(match, one) !== null);
  if (series.length === 0) throw new NamingError(`No series matches ${named}`, hintOf(known, ""));
  return { about: { match }, series };
}

/** The tenants of all series that Vigie has heard of. */
export async function listTenants(store: Store): Promise<readonly string[]> {
  const known = await store.query(SQL, {}, seriesSchema);
  return [...new Set(known.map(({ tenant }) => tenant))];
}

function pickSeries(known: readonly Series[], named: string): Series {
  const found = known.filter((series) => namesOf(series).includes(named.normalize("NFC")));
  const [first, other] = found;
  if (first && !other) return first;
  if (!first) throw new NamingError(`No series is called ${named}`, hintOf(known, named));
  throw new NamingError(
    `${found.length} series are called ${named}`,
    `Say which by its whole key:\n${listNames(found.map(seriesKey))}`,
  );
}

function namesOf(series: Series): readonly string[] {
  return [series.asset, shortNameOf(series), seriesKey(series)];
}

function shortNameOf({ tenant, asset }: Series): string {
  return `${tenant}/${asset}`;
}

function hintOf(known: readonly Series[], named: string): string {
  if (known.length === 0) return "No series is known yet: send an event, or watch a directory.";
  const near = nearestWord(named, [...new Set(known.flatMap(namesOf))]);
  if (near !== null) return `Did you mean ${near}?`;
  return `Known are:\n${listNames([...new Set(known.map(shortNameOf))])}`;
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN_MAX).map((name) => `  ${name}`);
  const more = names.length - shown.length;
  return [...shown, ...(more > 0 ? [`  and ${more} more`] : [])].join("\n");
}

/** Null where it is not written as a match. A whole key has no `=`. */
function readMatch(named: string): Match | null {
  if (!named.includes("=")) return null;
  const match: Record<string, string[]> = {};
  for (const part of named.split(",")) {
    const [name = "", ...value] = part.split("=");
    if (!SERIES_ATTRIBUTES.some((attribute) => attribute === name)) {
      const near = nearestWord(name, SERIES_ATTRIBUTES);
      const hint =
        near === null ? `Known are ${SERIES_ATTRIBUTES.join(", ")}` : `Did you mean ${near}?`;
      throw new NamingError(`A series has no attribute ${name}`, hint);
    }
    match[name] = [...(match[name] ?? []), value.join("=")];
  }
  const read = askedMatchSchema.safeParse(match);
  if (read.success) return read.data;
  throw new NamingError(`${named} is no match`, "Each attribute needs a value: tenant=acme,site=*");
}

import type { Bilingual } from "../../schemas/bilingual.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Check } from "../../schemas/proof.ts";

type Freshness = NonNullable<NonNullable<Policy["verification"]>["freshness"]>;
type Newest = { readonly found: boolean; readonly newestMs: number | null };

const HOUR_MS = 3_600_000;

/** Is the newest value of the sentinel column young enough, counted back from the run's start? */
export function judgeFreshness(
  { table, column, maxAge }: Freshness,
  { found, newestMs }: Newest,
  runStartedAtMs: number,
): Check {
  const check = { name: "freshness", level: "right" } as const;
  const asked = { table, column, maxAgeHours: maxAge / HOUR_MS };
  const observed = { ...asked, runStartedAt: instantToJson(runStartedAtMs) };
  if (!found || newestMs === null) {
    const reason = found ? holdsNothing(table, column) : isNotThere(table, column);
    return { ...check, verdict: "fail", observed: { ...observed, newest: null }, reason };
  }
  const ageHours = Math.round(((runStartedAtMs - newestMs) / HOUR_MS) * 100) / 100;
  const seen = { ...observed, newest: instantToJson(newestMs), ageHours };
  const en = `The newest ${table}.${column} is ${ageHours} h older than the run's start`;
  const fr = `${table}.${column} s'arrête ${comma(ageHours)} h avant le début de l'exécution`;
  if (runStartedAtMs - newestMs <= maxAge)
    return { ...check, verdict: "pass", observed: seen, reason: { en: `${en}.`, fr: `${fr}.` } };
  const reason = {
    en: `${en}; at most ${asked.maxAgeHours} h are allowed.`,
    fr: `${fr} ; ${comma(asked.maxAgeHours)} h au plus sont admises.`,
  };
  return { ...check, verdict: "fail", observed: seen, reason };
}

function holdsNothing(table: string, column: string): Bilingual {
  return {
    en: `${table}.${column} holds no instant at all.`,
    fr: `${table}.${column} ne contient aucune date.`,
  };
}

function isNotThere(table: string, column: string): Bilingual {
  return {
    en: `The restored database has no column ${table}.${column} of dates or timestamps.`,
    fr: `La base restaurée n'a pas de colonne ${table}.${column} de dates ou d'horodatages.`,
  };
}

function comma(hours: number): string {
  return String(hours).replace(".", ",");
}

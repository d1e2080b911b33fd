import type { Bilingual } from "../../schemas/bilingual.ts";
import { instantToJson, nearestWritable } from "../../schemas/instant.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Check } from "../../schemas/proof.ts";
import type { Newest } from "../sandboxes/sandbox.ts";

type Freshness = NonNullable<NonNullable<Policy["verification"]>["freshness"]>;

const HOUR_MS = 3_600_000;

/** Is the newest value of the sentinel column young enough, counted back from the run's start? */
export function judgeFreshness(
  { table, column, maxAge }: Freshness,
  { found, newestMs, unread }: Newest,
  runStartedAtMs: number,
): Check {
  const check = { name: "freshness", level: "right" } as const;
  const asked = { table, column, maxAgeHours: maxAge / HOUR_MS };
  const observed = { ...asked, runStartedAt: instantToJson(runStartedAtMs) };
  const isYoung = newestMs !== null && runStartedAtMs - newestMs <= maxAge;
  if (unread && !isYoung) {
    const reason = isNotRead(table, column, unread);
    return { ...check, verdict: "inconclusive", observed, reason, fault: "sandbox" };
  }
  if (!found || newestMs === null) {
    const reason = found ? holdsNothing(table, column) : isNotThere(table, column);
    return { ...check, verdict: "fail", observed: { ...observed, newest: null }, reason };
  }
  const ageHours = Math.round(((runStartedAtMs - newestMs) / HOUR_MS) * 100) / 100;
  const seen = { ...observed, newest: instantToJson(nearestWritable(newestMs)), ageHours };
  const en = `The newest ${table}.${column} is ${ageHours} h older than the run's start`;
  const fr = `${table}.${column} s'arrête ${comma(ageHours)} h avant le début de l'exécution`;
  if (isYoung)
    return { ...check, verdict: "pass", observed: seen, reason: { en: `${en}.`, fr: `${fr}.` } };
  const reason = {
    en: `${en}; at most ${asked.maxAgeHours} h are allowed.`,
    fr: `${fr} ; ${comma(asked.maxAgeHours)} h au plus sont admises.`,
  };
  return { ...check, verdict: "fail", observed: seen, reason };
}

function isNotRead(table: string, column: string, { en, fr }: Bilingual): Bilingual {
  return {
    en: `${table}.${column} could not be read (${en}).`,
    fr: `${table}.${column} n'a pas pu être lue (${fr}).`,
  };
}

function holdsNothing(table: string, column: string): Bilingual {
  return {
    en: `${table}.${column} holds no instant at all.`,
    fr: `${table}.${column} ne contient aucune date.`,
  };
}

function isNotThere(table: string, column: string): Bilingual {
  return {
    en: `The database has no column ${table}.${column} of dates or timestamps.`,
    fr: `La base n'a pas de colonne ${table}.${column} de dates ou d'horodatages.`,
  };
}

function comma(hours: number): string {
  return String(hours).replace(".", ",");
}

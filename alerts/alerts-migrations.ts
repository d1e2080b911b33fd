import { readFileSync } from "node:fs";

const NAMES = [
  ...["0001-incidents", "0002-causes", "0003-policy", "0004-delivery", "0005-known-findings"],
  "0006-mirror",
  "0007-retention",
  "0008-looked-at-again",
  "0009-own-lead",
] as const;

/** The tables of incidents and of the outbox, for `StateStore.migrate`. */
export function alertsMigrations(): readonly { readonly name: string; readonly sql: string }[] {
  return NAMES.map((name) => ({
    name: `alerts/${name}`,
    sql: readFileSync(new URL(`./migrations/${name}.sql`, import.meta.url), "utf8"),
  }));
}

import { readFileSync } from "node:fs";

const NAMES = ["0001-access"] as const;

/** The tables of tokens, sessions and the audit, for `StateStore.migrate`. */
export function accessMigrations(): readonly { readonly name: string; readonly sql: string }[] {
  return NAMES.map((name) => ({
    name: `access/${name}`,
    sql: readFileSync(new URL(`./migrations/${name}.sql`, import.meta.url), "utf8"),
  }));
}

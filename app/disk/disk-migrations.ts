import { readFileSync } from "node:fs";

const NAMES = ["0001-low-disks"] as const;

/** The table of disks that were low, for `StateStore.migrate`. */
export function diskMigrations(): readonly { readonly name: string; readonly sql: string }[] {
  return NAMES.map((name) => ({
    name: `disk/${name}`,
    sql: readFileSync(new URL(`./migrations/${name}.sql`, import.meta.url), "utf8"),
  }));
}

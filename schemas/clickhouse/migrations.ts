import { readdirSync, readFileSync } from "node:fs";

const HERE = new URL("./", import.meta.url);

export type ClickhouseMigration = { readonly name: string; readonly sql: string };

/**
 * The numbered `.sql` files beside this one, in order. Their statements can be repeated, since a
 * start may stop midway.
 */
export function clickhouseMigrations(): ClickhouseMigration[] {
  return readdirSync(HERE)
    .filter((file) => /^\d{4}-.*\.sql$/.test(file))
    .sort()
    .map((file) => ({
      name: file.replace(/\.sql$/, ""),
      sql: readFileSync(new URL(file, HERE), "utf8"),
    }));
}

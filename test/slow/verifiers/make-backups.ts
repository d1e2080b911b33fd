import { gunzipSync } from "node:zlib";
import { PGlite } from "@electric-sql/pglite";
import { pgDump } from "@electric-sql/pglite-tools/pg_dump";
import { readTar } from "../../../verifiers/formats/data-directory/read-tar.ts";
import { makeTar } from "../../verifiers/make-tar.ts";

export type Backups = { readonly dump: string; readonly image: Uint8Array };

/** What a visitor's row holds; it must never be seen in a proof. */
export const PERSON = "Amélie Poulain";

const SCHEMA = `
  CREATE TABLE visits (id bigserial PRIMARY KEY, visitor text NOT NULL, at timestamptz NOT NULL);
  CREATE INDEX visits_at ON visits (at);
  CREATE TABLE badges (id int PRIMARY KEY, visit bigint REFERENCES visits);
  INSERT INTO visits (visitor, at)
    SELECT '${PERSON}' || i, timestamptz '2026-11-20 00:00Z' - i * interval '1 hour'
    FROM generate_series(1, 2000) AS i;
  INSERT INTO badges SELECT i, i FROM generate_series(1, 50) AS i;`;

/**
 * A real database in PGlite, dumped by its pg_dump after each step, and its image after the last.
 */
export async function makeBackups(steps: readonly string[]): Promise<readonly Backups[]> {
  const database = await PGlite.create();
  const backups: Backups[] = [];
  await database.exec(SCHEMA);
  for (const step of ["", ...steps]) {
    await database.exec(step);
    const file = await pgDump({ pg: database, args: ["--rows-per-insert=500"] });
    await database.exec("ROLLBACK; RESET ALL");
    const image = await database.dumpDataDir("gzip");
    backups.push({ dump: await file.text(), image: new Uint8Array(await image.arrayBuffer()) });
  }
  await database.close();
  return backups;
}

/** An image's version and control file alone: sound by its structure, and nothing to start on. */
export function stripImage(image: Uint8Array): Uint8Array {
  const kept = [...readTar(gunzipSync(image))].filter(({ name }) =>
    ["PG_VERSION", "global/pg_control"].includes(name),
  );
  return makeTar(Object.fromEntries(kept.map(({ name, bytes }) => [name, bytes])));
}

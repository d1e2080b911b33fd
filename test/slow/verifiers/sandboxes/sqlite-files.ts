import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Copy } from "./conform-sandbox.ts";

export const VISIT_ROWS = { "main.badges": 50, "main.visits": 2_000 };

const SCHEMA = `
  CREATE TABLE visits (id INTEGER PRIMARY KEY, visitor TEXT NOT NULL, at TEXT NOT NULL);
  CREATE INDEX visits_at ON visits (at);
  CREATE TABLE badges (id INTEGER PRIMARY KEY, visit INTEGER REFERENCES visits);
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000)
    INSERT INTO visits SELECT i, 'visitor ' || i, datetime('2026-11-20', -i || ' hours') FROM n;
  INSERT INTO badges SELECT id, id FROM visits LIMIT 50;`;
const FORMAT = "sqlite";

/** A real file of SQLite's, after these statements. */
export function visitFile(...more: readonly string[]): Copy {
  const directory = mkdtempSync(join(tmpdir(), "vigie-sqlite-"));
  const file = join(directory, "visits.db");
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false, defensive: false });
  for (const sql of ["PRAGMA page_size = 4096", SCHEMA, ...more]) database.exec(sql);
  database.close();
  const bytes = readFileSync(file);
  rmSync(directory, { recursive: true });
  return { format: FORMAT, bytes };
}

/** The same file after its bytes were changed. */
function change(damage: (bytes: Buffer) => Uint8Array): Copy {
  return { format: FORMAT, bytes: damage(Buffer.from(visitFile().bytes)) };
}

export const BROKEN_FILES = {
  "cut in half": () => change((bytes) => bytes.subarray(0, bytes.length / 2)),
  "of other bytes in a page": () =>
    change((bytes) => bytes.fill(0xa5, 3 * 4_096 + 8, 3 * 4_096 + 64)),
  "an index that misses a row": () =>
    visitFile(
      "PRAGMA writable_schema = ON",
      "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'badges') WHERE name = 'visits_at'",
    ),
  "a row without its parent": () => visitFile("INSERT INTO badges VALUES (99, 99999)"),
};

export function tooNewFile(): Copy {
  return change((bytes) => bytes.fill(9, 19, 20));
}

const FOREVER = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";

/** A question that is never answered. */
export function endlessFile(): Copy {
  return { ...visitFile(), ask: `${FOREVER} SELECT count(*) FROM n` };
}

export function hungryFile(): Copy {
  const ask = `${FOREVER} SELECT count(*) FROM (SELECT hex(zeroblob(100000 + i)) AS h FROM n ORDER BY h)`;
  return { ...visitFile(), ask };
}

/** Schemas that would load a library or write a file, were anything of them ever run. */
export function hostileFiles(trace: string): Record<string, Copy> {
  const withCheck = (call: string) => ({
    ...visitFile(
      "CREATE TABLE evil (a INTEGER CHECK (a > 0)); INSERT INTO evil VALUES (1)",
      "PRAGMA writable_schema = ON",
      `UPDATE sqlite_schema SET sql = 'CREATE TABLE evil (a INTEGER CHECK (${call}))' WHERE name = 'evil'`,
    ),
    inert: true,
  });
  return {
    "loading a library": withCheck(`load_extension(''${trace}'') IS NULL`),
    "writing a file": withCheck(`writefile(''${trace}'', ''x'')`),
  };
}

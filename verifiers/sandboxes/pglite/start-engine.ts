import { type Extension, PGlite } from "@electric-sql/pglite";
import { amcheck } from "@electric-sql/pglite/contrib/amcheck";
import { bloom } from "@electric-sql/pglite/contrib/bloom";
import { btree_gin } from "@electric-sql/pglite/contrib/btree_gin";
import { btree_gist } from "@electric-sql/pglite/contrib/btree_gist";
import { citext } from "@electric-sql/pglite/contrib/citext";
import { cube } from "@electric-sql/pglite/contrib/cube";
import { earthdistance } from "@electric-sql/pglite/contrib/earthdistance";
import { fuzzystrmatch } from "@electric-sql/pglite/contrib/fuzzystrmatch";
import { hstore } from "@electric-sql/pglite/contrib/hstore";
import { intarray } from "@electric-sql/pglite/contrib/intarray";
import { isn } from "@electric-sql/pglite/contrib/isn";
import { lo } from "@electric-sql/pglite/contrib/lo";
import { ltree } from "@electric-sql/pglite/contrib/ltree";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { pgcrypto } from "@electric-sql/pglite/contrib/pgcrypto";
import { seg } from "@electric-sql/pglite/contrib/seg";
import { tablefunc } from "@electric-sql/pglite/contrib/tablefunc";
import { unaccent } from "@electric-sql/pglite/contrib/unaccent";
import { uuid_ossp } from "@electric-sql/pglite/contrib/uuid_ossp";
import type { PostgresEngine } from "../postgres-restore/postgres-engine.ts";

/** What backed-up databases commonly ask for; files only, none is created until a dump says so. */
const EXTENSIONS: Readonly<Record<string, Extension>> = {
  amcheck,
  bloom,
  btree_gin,
  btree_gist,
  citext,
  cube,
  earthdistance,
  fuzzystrmatch,
  hstore,
  intarray,
  isn,
  lo,
  ltree,
  pg_trgm,
  pgcrypto,
  seg,
  tablefunc,
  unaccent,
  "uuid-ossp": uuid_ossp,
};

const FROM_STDIN = /FROM stdin;$/i;
const KNOWN_ROLE = "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = $1";

/** Of the write-ahead log, in MiB: it is kept in memory, up to 64 segments of it. */
const SMALL_SEGMENTS = ["--wal-segsize=1"];

/**
 * PostgreSQL in this process's memory: on a data directory's tar, or where there is none on a new
 * cluster (seconds). `wanted` are the extensions that it can be asked for, beside the one that the
 * checks need; without it all are, which costs a third of the start.
 */
export async function startEngine(
  tar: Uint8Array<ArrayBuffer> | null,
  wanted?: ReadonlySet<string>,
): Promise<PGlite> {
  const chosen = Object.entries(EXTENSIONS).filter(
    ([name]) => name === "amcheck" || (wanted?.has(name) ?? true),
  );
  const extensions = Object.fromEntries(chosen);
  return tar
    ? PGlite.create({ extensions, loadDataDir: new Blob([tar]) })
    : PGlite.create({ extensions, initDbStartParams: SMALL_SEGMENTS });
}

/** The one that dumps are restored into. */
export function toPostgresEngine(pglite: PGlite): PostgresEngine {
  return {
    query: (sql, values) => pglite.query(sql, values ? [...values] : undefined),
    exec: (sql) => pglite.exec(sql),
    copyRows: async (copy, rows) => {
      const blob = new Blob([Buffer.from(rows)]);
      await pglite.query(copy.replace(FROM_STDIN, "FROM '/dev/blob'"), [], { blob });
    },
    createRole: async (name) => {
      const known = await pglite.query(KNOWN_ROLE, [name]);
      if (known.rows.length === 0)
        await pglite.query(`CREATE ROLE "${name.replaceAll('"', '""')}"`);
    },
    // It restores as its superuser: nothing is left that another could create.
    createExtension: async () => false,
  };
}

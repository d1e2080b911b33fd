import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { PGlite } from "@electric-sql/pglite";
import { pgDump } from "@electric-sql/pglite-tools/pg_dump";
import { PRODUCTS, type Product } from "../estate.ts";
import { ROWS_AT_START, TABLES } from "./tables.ts";

/** As real jobs do: several rows an INSERT, so that a restore takes seconds, not minutes. */
const DUMP_ARGUMENTS = ["--rows-per-insert=500"];

export type Rows = Readonly<Record<string, number>>;
export type Written = { readonly sizeBytes: number; readonly storedBytes: number };

const pack = promisify(gzip);

type Database = { readonly engine: PGlite; rows: number };

/** One tenant's production: a PostgreSQL database per product, in this process. */
export class TenantDatabases {
  readonly #databases = new Map<Product, Database>();

  /**
   * Starts all databases from an empty cluster; `newestAt` is the instant (RFC 3339) of their
   * newest row.
   */
  async start(emptyCluster: Blob, newestAt: string): Promise<void> {
    for (const product of PRODUCTS) {
      const engine = await PGlite.create({ loadDataDir: emptyCluster });
      for (const table of Object.values(TABLES[product])) await engine.exec(table.create);
      this.#databases.set(product, { engine, rows: 0 });
      await this.grow(product, ROWS_AT_START, newestAt);
    }
  }

  /** Adds `rows` rows to the product's main table, and to the others in proportion. */
  async grow(product: Product, rows: number, newestAt: string): Promise<void> {
    const database = this.#database(product);
    const first = database.rows + 1;
    database.rows += rows;
    for (const table of Object.values(TABLES[product])) {
      await database.engine.query(table.insert, [first, database.rows, newestAt]);
    }
  }

  /** The truth to compare a proof with, asked of production itself. */
  async count(product: Product): Promise<Rows> {
    const { engine } = this.#database(product);
    const counts: Record<string, number> = {};
    for (const table of Object.keys(TABLES[product])) {
      const answer = await engine.query<{ rows: number }>(
        `SELECT count(*)::integer AS rows FROM public.${table}`,
      );
      counts[`public.${table}`] = answer.rows[0]?.rows ?? 0;
    }
    return counts;
  }

  /**
   * A logical dump by pg_dump. `emptied` dumps the database as it is after a table was truncated by
   * mistake.
   */
  async dump(product: Product, path: string, emptied: boolean): Promise<Written> {
    const { engine } = this.#database(product);
    const text = emptied
      ? await dumpEmptied(engine, Object.keys(TABLES[product]))
      : await dumpText(engine);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    const sizeBytes = Buffer.byteLength(text);
    return { sizeBytes, storedBytes: sizeBytes };
  }

  /** A compressed physical image of the data directory. */
  async image(product: Product, path: string): Promise<Written> {
    const { engine } = this.#database(product);
    await engine.exec("CHECKPOINT");
    const image = await engine.dumpDataDir("none");
    const packed = await pack(await image.arrayBuffer(), { level: constants.Z_BEST_SPEED });
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, packed);
    return { sizeBytes: image.size, storedBytes: packed.length };
  }

  #database(product: Product): Database {
    const database = this.#databases.get(product);
    if (!database) throw new Error(`No database for ${product}: start() comes first`);
    return database;
  }
}

async function dumpText(engine: PGlite): Promise<string> {
  const file = await pgDump({ pg: engine, args: DUMP_ARGUMENTS });
  // pg_dump leaves its session inside a read-only transaction and without a search path.
  await engine.exec("ROLLBACK; RESET ALL");
  return file.text();
}

async function dumpEmptied(engine: PGlite, tables: readonly string[]): Promise<string> {
  const saved = tables.map((table) => `CREATE TABLE saved_${table} AS TABLE ${table}`);
  await engine.exec(`${saved.join("; ")}; TRUNCATE ${tables.join(", ")}`);
  const file = await pgDump({
    pg: engine,
    args: [...DUMP_ARGUMENTS, ...tables.map((table) => `--exclude-table=saved_${table}`)],
  });
  await engine.exec("ROLLBACK; RESET ALL");
  const back = tables.map(
    (table) => `INSERT INTO ${table} TABLE saved_${table}; DROP TABLE saved_${table}`,
  );
  await engine.exec(back.join("; "));
  return file.text();
}

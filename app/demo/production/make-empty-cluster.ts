import { writeFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";

/**
 * A process of its own that writes a PostgreSQL cluster, fresh from initdb, to the path it is
 * given: making one takes
 * seconds and 500 MB that PGlite does not give back, loading one half a second. Small segments of
 * write-ahead log and no template databases: an image has half the bytes.
 */
const [, , path] = process.argv;
if (!path) throw new Error("Which file? Give its path");
const engine = await PGlite.create({ initDbStartParams: ["--wal-segsize=1"] });
// The files are in memory already: 128 MB of buffers for each database would hold them twice.
await engine.exec("ALTER SYSTEM SET shared_buffers = '8MB'");
await engine.exec("UPDATE pg_database SET datistemplate = false");
await engine.exec("DROP DATABASE template0");
await engine.exec("DROP DATABASE template1");
const cluster = await engine.dumpDataDir("none");
await writeFile(path, Buffer.from(await cluster.arrayBuffer()));
process.exit(0);

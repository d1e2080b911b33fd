import { writeFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";

/**
 * A process of its own that writes a PostgreSQL cluster, fresh from initdb, to the path it is
 * given: making one takes
 * seconds and 500 MB that PGlite does not give back, loading one half a second.
 */
const [, , path] = process.argv;
if (!path) throw new Error("Which file? Give its path");
const engine = await PGlite.create();
const cluster = await engine.dumpDataDir("none");
await writeFile(path, Buffer.from(await cluster.arrayBuffer()));
process.exit(0);

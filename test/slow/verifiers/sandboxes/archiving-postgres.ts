import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { chmod, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startPostgres } from "../../../services/postgres/start-postgres.ts";

const run = promisify(execFile);
const ARCHIVING_TRIES_MAX = 400;

/** The files of one backup, by their names. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** A server that archives its log, in small segments, below a directory. */
export async function startArchivingPostgres(directory: string, { pageChecksums = true } = {}) {
  const archive = join(directory, "archive");
  await mkdir(archive);
  await chmod(archive, 0o777);
  const server = await startPostgres({
    ...{ pageChecksums, segmentMib: 1 },
    settings: { archive_mode: "on", archive_command: `cp "%p" "${archive}/%f"` },
  });
  const { ask } = server;

  async function backUp(name: string, ...parameters: string[]): Promise<Files> {
    const { host, port, user, password } = server.connection;
    const [program = ""] = globSync("/usr/lib/postgresql/*/bin/pg_basebackup").toSorted().reverse();
    const place = join(directory, name);
    const connection = ["-h", host, "-p", String(port), "-U", user];
    const how = ["-D", place, "-Ft", "--checkpoint=fast", "--no-sync"];
    await run(program, [...connection, ...how, ...parameters], { env: { PGPASSWORD: password } });
    return readFiles(place);
  }

  return {
    ...server,
    backUp,
    /** Ends a segment of the log and waits for it in the archive. */
    archiveLog: async () => {
      const [row] = await ask("SELECT pg_walfile_name(pg_switch_wal()) AS name");
      const wait = `SELECT pg_sleep(0.05), last_archived_wal >= '${row?.["name"]}' AS done FROM pg_stat_archiver`;
      for (let tries = 0; (await ask(wait))[0]?.["done"] !== true; tries += 1)
        if (tries > ARCHIVING_TRIES_MAX) throw new Error("the log was not archived");
    },
    /** Its segments, without what marks backups. */
    readArchive: async (): Promise<Files> => {
      const files = Object.entries(await readFiles(archive));
      return Object.fromEntries(files.filter(([name]) => /^[0-9A-F]{24}$/.test(name)));
    },
    /** By its own clock, a moment after all that it was asked before. */
    nowMs: async () => {
      await ask("SELECT pg_sleep(0.05)");
      const sql = "SELECT trunc(extract(epoch FROM clock_timestamp()) * 1000) AS now";
      const [row] = await ask(sql);
      await ask("SELECT pg_sleep(0.05)");
      return Number(row?.["now"]);
    },
  };
}

async function readFiles(directory: string): Promise<Files> {
  const names = await readdir(directory);
  const files = names.map(async (name) => [name, await readFile(join(directory, name))] as const);
  return Object.fromEntries(await Promise.all(files));
}

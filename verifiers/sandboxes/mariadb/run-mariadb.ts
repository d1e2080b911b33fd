import { randomBytes } from "node:crypto";
import { chown, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../../platform/clock/clock.ts";
import type { Account } from "../servers/find-account.ts";
import type { Finished, Lease } from "../servers/open-lease.ts";
import type { MariadbPrograms } from "./find-mariadb.ts";

export const MARKER = "vigie_sandbox";
const LOOK_EVERY_MS = 100;
/** All that a dump of databases needs; no files, no accounts, no settings. */
const RIGHTS = `SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER,
  CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, CREATE VIEW, SHOW VIEW, CREATE ROUTINE,
  ALTER ROUTINE, EVENT, TRIGGER`;

export type Mariadb = {
  readonly lease: Lease;
  readonly account: Account | null;
  readonly clock: Clock;
  readonly programs: MariadbPrograms;
  /** Where a dump lands that names no database itself. */
  readonly database: string;
  /** Generated: no dump knows whom to name. */
  readonly admin: string;
  readonly restorer: string;
  /** Can read alone. */
  readonly asker: string;
};

export function nameMariadb(work: Omit<Mariadb, "admin" | "restorer" | "asker">): Mariadb {
  const [admin = "", restorer = "", asker = ""] = ["admin", "restorer", "asker"].map(
    (role) => `vigie_${role}_${randomBytes(6).toString("hex")}`,
  );
  return { ...work, admin, restorer, asker };
}

/** An empty server on a socket of its own; false where it does not come up. */
export async function startMariadb(server: Mariadb): Promise<boolean> {
  const { lease, account, clock, programs } = server;
  for (const name of ["tmp", "files"]) {
    await mkdir(at(lease, name), { mode: 0o700 });
    if (account) await chown(at(lease, name), account.uid, account.gid);
  }
  const made = await lease.run({
    file: programs["mariadb-install-db"],
    parameters: [
      ...["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"],
      ...[`--datadir=${at(lease, "data")}`, `--tmpdir=${at(lease, "tmp")}`],
      ...["--skip-name-resolve"],
    ],
  });
  if (made.code !== 0) return false;
  const child = lease.start({ file: programs.mariadbd, parameters: settingsOf(lease) });
  let hasEnded = false;
  for (const event of ["error", "exit"])
    child.once(event, () => {
      hasEnded = true;
    });
  while (!hasEnded && lease.ended() === null) {
    const asked = await askAs(server, "root", "SELECT 1");
    if (asked.code === 0) return (await askAs(server, "root", setUp(server))).code === 0;
    await clock.sleep(LOOK_EVERY_MS);
  }
  return false;
}

/**
 * Of MariaDB's two grants that fit a database the more exact one counts: the least of rights on
 * `mysql` takes all others on it away. Every account that a dump could name is dropped.
 */
function setUp({ admin, restorer, asker, database }: Mariadb): string {
  return `
    CREATE DATABASE \`${database.replaceAll("`", "``")}\`; CREATE DATABASE ${MARKER};
    CREATE USER ${restorer}@localhost; CREATE USER ${asker}@localhost;
    GRANT ${RIGHTS} ON \`%\`.* TO ${restorer}@localhost;
    GRANT SET USER ON *.* TO ${restorer}@localhost;
    GRANT SHOW VIEW ON mysql.* TO ${restorer}@localhost;
    GRANT SHOW VIEW ON sys.* TO ${restorer}@localhost;
    GRANT SELECT, SHOW VIEW ON \`%\`.* TO ${asker}@localhost;
    GRANT SHOW VIEW ON mysql.* TO ${asker}@localhost;
    DROP USER IF EXISTS 'mariadb.sys'@localhost, mysql@localhost;
    RENAME USER root@localhost TO ${admin}@localhost;
    FLUSH PRIVILEGES;`;
}

function settingsOf(lease: Lease): string[] {
  return [
    ...["--no-defaults", "--skip-networking", "--skip-log-bin", "--local-infile=0"],
    ...[`--datadir=${at(lease, "data")}`, `--tmpdir=${at(lease, "tmp")}`],
    ...[`--socket=${at(lease, "socket")}`, `--pid-file=${at(lease, "pid")}`],
    ...[`--secure-file-priv=${at(lease, "files")}`, "--event-scheduler=OFF"],
    ...["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M"],
    ...["--character-set-server=utf8mb4", "--skip-name-resolve", "--skip-slave-start"],
  ];
}

/**
 * Feeds a script to the client, which knows no commands of its own then; what it is told to do
 * stops at the first error.
 */
export function feedAs(
  { lease, programs, database }: Mariadb,
  user: string,
  script: AsyncIterable<Uint8Array>,
): Promise<Finished> {
  const parameters = [
    ...["--no-defaults", `--socket=${at(lease, "socket")}`, `--user=${user}`],
    ...["--binary-mode", "--sandbox", "--local-infile=0", "--batch", "--skip-column-names"],
    ...["--default-character-set=utf8mb4", "--max-allowed-packet=1G", "--skip-reconnect"],
  ];
  const within = user === "root" ? [] : [`--database=${database}`];
  return lease.run({ file: programs.mariadb, parameters: [...parameters, ...within] }, script);
}

export function askAs(server: Mariadb, user: string, sql: string): Promise<Finished> {
  async function* script(): AsyncIterable<Uint8Array> {
    yield Buffer.from(`${sql};\n`);
  }
  return feedAs(server, user, script());
}

function at({ directory }: Lease, name: string): string {
  return join(directory, name);
}

export function socketOf({ lease }: Mariadb): string {
  return at(lease, "socket");
}

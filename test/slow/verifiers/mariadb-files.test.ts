import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspectBytes } from "../../verifiers/formats/inspect-bytes.ts";

const run = promisify(execFile);
const DUMP_BYTES_MAX = 64 * 2 ** 20;
const SCHEMA = `
CREATE DATABASE visitor; USE visitor;
CREATE TABLE visits (id int PRIMARY KEY, who varchar(100), at datetime);
INSERT INTO visits SELECT seq, concat('a;b\\n(c), ''', seq, ''' \\\\'), now() FROM seq_1_to_20000;
CREATE TABLE \`a table\` (id int, b blob);
INSERT INTO \`a table\` VALUES (1, x'00275c0a'), (2, NULL);
CREATE TABLE empty_one (id int);
`;
const missing = findMissing();

describe.skipIf(missing)(`dumps of MariaDB${missing ? ` (${missing})` : ""}`, () => {
  let directory: string;
  let socket: string;
  let end: () => Promise<void>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-mariadb-"));
    socket = join(directory, "socket");
    const user = await ownDirectory(directory);
    const data = `--datadir=${join(directory, "data")}`;
    const basic = ["--no-defaults", data, ...user];
    const parameters = [...basic, "--auth-root-authentication-method=normal", "--skip-test-db"];
    await run("mariadb-install-db", parameters);
    const server = spawn(
      "/usr/sbin/mariadbd",
      [...basic, `--socket=${socket}`, "--skip-networking", `--pid-file=${socket}.pid`],
      { stdio: "ignore" },
    );
    end = async () => {
      const exit = once(server, "exit");
      server.kill("SIGKILL");
      await exit;
    };
    while (server.exitCode === null && !answers()) await promisify(setImmediate)();
    await ask(SCHEMA);
  });
  afterAll(async () => {
    await end();
    await rm(directory, { recursive: true });
  });

  const answers = () =>
    spawnSync("mariadb-admin", ["--no-defaults", "-uroot", `--socket=${socket}`, "ping"]).status ===
    0;

  async function ask(sql: string): Promise<void> {
    await run("mariadb", ["--no-defaults", "-uroot", `--socket=${socket}`, "-e", sql]);
  }

  async function dump(...parameters: string[]): Promise<Buffer> {
    const connection = ["--no-defaults", "-uroot", `--socket=${socket}`];
    const { stdout } = await run("mariadb-dump", [...connection, ...parameters, "visitor"], {
      ...{ encoding: "buffer", maxBuffer: DUMP_BYTES_MAX },
    });
    return stdout;
  }

  test.each([
    ["as it is written", []],
    ["a statement each row, columns named", ["--skip-extended-insert", "--complete-insert"]],
    ["hexadecimal", ["--hex-blob", "--routines"]],
  ])("a whole one (%s) is sound, and its rows are counted", async (_, parameters) => {
    const bytes = await dump(...parameters);
    const found = await inspectBytes(bytes);
    expect(found).toMatchObject({
      format: "mariadb-sql",
      verdict: "sound",
      backup: { database: "visitor", engineVersion: expect.stringMatching(/MariaDB/) },
    });
    expect(found.tables.map(({ name, rows }) => [name, rows])).toEqual([
      ["a table", 2],
      ["visits", 20_000],
    ]);
    expect(await inspectBytes(gzipSync(bytes))).toMatchObject({ verdict: "sound" });
    for (const share of [0.3, 0.7, 0.9999])
      expect(await inspectBytes(bytes.subarray(0, bytes.length * share))).toMatchObject({
        verdict: "damaged",
      });
  });
});

/** As root the server runs as the account that Debian made for it. */
async function ownDirectory(directory: string): Promise<readonly string[]> {
  if (process.getuid?.() !== 0) return [];
  const [uid, gid] = ["-u", "-g"].map((which) =>
    Number(spawnSync("id", [which, "mysql"]).stdout.toString()),
  );
  await chown(directory, uid ?? 0, gid ?? 0);
  await chmod(directory, 0o755);
  return ["--user=mysql"];
}

/** Why this cannot run here, or null; where skips are forbidden it fails instead. */
function findMissing(): string | null {
  if (process.env["VIGIE_NO_SKIP"] === "1" || existsSync("/usr/sbin/mariadbd")) return null;
  return "there is no mariadbd: apt install mariadb-server";
}

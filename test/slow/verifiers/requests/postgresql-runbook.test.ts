import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { instantToJson } from "../../../../schemas/instant.ts";
import type { PlannedLink } from "../../../../schemas/restore-plan.ts";
import { writeRunbook } from "../../../../verifiers/requests/runbook/write-runbook.ts";
import { missingPostgres } from "../../../services/postgres/start-postgres.ts";
import { makeTar } from "../../../verifiers/make-tar.ts";
import { anApproved, aPlan } from "../../../verifiers/requests/a-request.ts";
import { startArchivingPostgres } from "../sandboxes/archiving-postgres.ts";

const run = promisify(execFile);
const missing = missingPostgres(process.env);
const ASSET = "VisitorDb";

test.skipIf(missing)(
  `PostgreSQL's runbook, run as it is written, restores to the instant and archives nothing${missing ? ` (${missing})` : ""}`,
  async () => {
    const directory = await mkdtemp(join(tmpdir(), "vigie-pg-runbook-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    await chmod(directory, 0o711);
    const server = await startArchivingPostgres(directory);
    onTestFinished(() => server.remove());
    const archive = join(directory, "archive");
    const say = (row: string) => server.ask(`INSERT INTO visits VALUES ('${row}')`, ASSET);
    await server.ask(`CREATE DATABASE "${ASSET}"`);
    await server.ask("CREATE TABLE visits (who text)", ASSET);
    // As a server of production has it in its own settings: they come with its base backup.
    await server.ask("ALTER SYSTEM SET archive_mode = 'on'");
    await server.ask(`ALTER SYSTEM SET archive_command = 'cp "%p" "${archive}/%f"'`);
    await server.ask("ALTER SYSTEM SET primary_conninfo = 'host=192.0.2.1'");
    const { "base.tar": base } = await server.backUp("base", "-X", "none");
    await say("wanted");
    const wantedMs = await server.nowMs();
    await server.archiveLog();
    await say("unwanted");
    await server.archiveLog();
    const files = await keepCopies(directory, await server.readArchive());
    await writeFile(join(directory, "base.tar"), base ?? expect.fail("no base.tar"));

    const stopAt = instantToJson(wantedMs);
    const links = [join(directory, "base.tar"), ...files].map(aLinkOf);
    const plan = aPlan({ reached: { at: stopAt, behindSecondsMax: 0, stopAt }, links });
    const runbook = writeRunbook(anApproved({ plan }), "en") ?? expect.fail("no runbook");
    const script = [...runbook.matchAll(/^```shell\n([\s\S]*?)\n```$/gm)].map(([, text]) => text);
    const place = await makePlace(directory);
    const { host, port, user: PGUSER, password: PGPASSWORD } = server.connection;
    const env = {
      ...{ PATH: `${place.binaries}:${process.env["PATH"]}`, PGUSER, PGPASSWORD },
      ...{ PGHOST: host, PGPORT: String(port) },
    };
    const bash = (text: string) =>
      run("bash", ["-e", "-o", "pipefail", "-c", text], { ...place.options, env });
    onTestFinished(async () => {
      await bash("pg_ctl stop --mode=immediate --pgdata=./R-2026-0001-data || true");
    });
    await bash(script.join("\n"));
    expect(await server.ask("SELECT who FROM visits", ASSET)).toEqual([{ who: "wanted" }]);
    const old = `${ASSET}_before_R-2026-0001`;
    expect(await server.ask("SELECT who FROM visits", old)).toHaveLength(2);
    const timelines = (await readdir(archive)).map((name) => name.slice(0, 8));
    expect([...new Set(timelines)]).toEqual(["00000001"]);
  },
  120_000,
);

/** One segment as it is, one compressed, the rest in a tar: as vaults hold them. */
async function keepCopies(directory: string, segments: Readonly<Record<string, Uint8Array>>) {
  const [plain, packed, ...others] = Object.entries(segments);
  if (!plain || !packed) return expect.fail("fewer than two segments");
  const copies = [
    plain,
    [`${packed[0]}.gz`, gzipSync(packed[1])] as const,
    ...(others.length === 0
      ? []
      : [
          [
            "log.tar",
            makeTar(Object.fromEntries(others.map(([name, bytes]) => [`pg_wal/${name}`, bytes]))),
          ] as const,
        ]),
  ];
  await mkdir(join(directory, "vault"));
  const written = copies.map(async ([name, bytes]) => {
    const file = join(directory, "vault", name);
    await writeFile(file, bytes);
    return file;
  });
  return Promise.all(written);
}

function aLinkOf(file: string, at: number): PlannedLink {
  const [link] = aPlan().links;
  if (!link) return expect.fail();
  const copy = { ...link.copy, uri: pathToFileURL(file).href, checksum: null };
  return { ...link, copy, format: at === 0 ? "data-directory" : null };
}

/** Where the account of PostgreSQL may write: it does not run as root. */
async function makePlace(directory: string) {
  const cwd = join(directory, "place");
  await mkdir(cwd);
  const [postgres = ""] = globSync("/usr/lib/postgresql/*/bin/postgres").toSorted().reverse();
  const binaries = dirname(postgres);
  if (process.getuid?.() !== 0) return { binaries, options: { cwd } };
  const ids = await Promise.all(["-u", "-g"].map((which) => run("id", [which, "postgres"])));
  const [uid = 0, gid = 0] = ids.map(({ stdout }) => Number(stdout));
  for (const path of [directory, cwd]) await chown(path, uid, gid);
  return { binaries, options: { cwd, uid, gid } };
}

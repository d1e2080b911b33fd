import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { detectFormat } from "../../../../verifiers/formats/detect-format.ts";
import { openSandboxes } from "../../../../verifiers/sandboxes/open-sandboxes.ts";
import type { Sandbox } from "../../../../verifiers/sandboxes/sandbox.ts";
import { missingPostgres, startPostgres } from "../../../services/postgres/start-postgres.ts";
import { inspectBytes } from "../../../verifiers/formats/inspect-bytes.ts";
import { toSource } from "../../../verifiers/formats/to-source.ts";
import { dropMember, editMember } from "../edit-tar.ts";
import { listResidue } from "./sandbox-residue.ts";

const run = promisify(execFile);
const missing = missingPostgres(process.env);
const GIB = 2 ** 30;
const LIMITS = { secondsMax: 60, memoryMax: 2 * GIB, bytesMax: GIB, diskMax: 2 * GIB };
const ROWS = { "public.visits": 3_000, "public.badges": 40 };
const DATA = /\/[0-9]+\.dat\.gz$/;
const LARGE_OBJECT = /blob_[0-9]+\.dat\.gz$/;

describe.skipIf(missing)(`archives of pg_dump${missing ? ` (${missing})` : ""}`, () => {
  let directory: string;
  let sandbox: Sandbox;
  let server: Awaited<ReturnType<typeof startPostgres>>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-archives-pg-"));
    await chmod(directory, 0o711);
    server = await startPostgres();
    await server.ask("CREATE TABLE visits (id int PRIMARY KEY, who text)");
    await server.ask("INSERT INTO visits SELECT i, md5(i::text) FROM generate_series(1, 3000) i");
    await server.ask("CREATE TABLE badges (id int REFERENCES visits)");
    await server.ask("INSERT INTO badges SELECT generate_series(1, 40)");
    await server.ask("SELECT lo_from_bytea(0, decode(repeat('ab', 5000), 'hex'))");
    [sandbox = expect.fail("no sandbox was opened")] = await openSandboxes({
      ...{ directory: join(directory, "own"), limits: LIMITS, logger: pino({ level: "silent" }) },
      engines: [{ kind: "postgresql", directory, user: "nobody" }],
    });
  });
  afterAll(async () => {
    await server.remove();
    await rm(directory, { recursive: true });
  });

  async function dump(name: string, format: string): Promise<string> {
    const { host, port, user, password } = server.connection;
    const [program = ""] = globSync("/usr/lib/postgresql/*/bin/pg_dump").toSorted().reverse();
    const file = join(directory, name);
    const connection = ["-h", host, "-p", String(port), "-U", user];
    await run(program, [...connection, "-f", file, format, "postgres"], {
      env: { PGPASSWORD: password },
    });
    return file;
  }

  async function pack(name: string, ...parameters: string[]): Promise<Buffer> {
    await run("tar", ["-cf", name, ...parameters], { cwd: directory });
    return readFile(join(directory, name));
  }

  async function verify(bytes: Buffer) {
    const report = await sandbox.verify(
      {
        ...detectFormat(bytes.subarray(0, 4_096)),
        copies: [{ uri: "file:///vault/dump", source: toSource(bytes) }],
        ...{ targetMs: null, level: "right", freshness: null, assertions: [] },
      },
      new AbortController().signal,
    );
    expect(await listResidue(directory)).toEqual([]);
    return report;
  }

  test("a custom and a tar archive are restored", async () => {
    for (const format of ["-Fc", "-Ft"]) {
      const { content } = await verify(await readFile(await dump(`dump${format}`, format)));
      expect(content?.rowCounts, format).toEqual(ROWS);
    }
  });

  test("a directory archive is read and restored from a tar of it, however that was packed", async () => {
    await dump("nightly", "-Fd");
    for (const parameters of [["nightly"], ["-z", "-C", "nightly", "."]]) {
      const bytes = await pack("nightly.tar", ...parameters);
      expect(detectFormat(bytes.subarray(0, 4_096)).format).toBe("postgres-tar");
      expect(await inspectBytes(bytes)).toMatchObject({ verdict: "sound", tables: [{}, {}] });
      expect((await verify(bytes)).content?.rowCounts).toEqual(ROWS);
    }
  });

  test("a directory archive without a part, or with a damaged one, is not", async () => {
    await dump("damaged", "-Fd");
    const bytes = await pack("damaged.tar", "damaged");
    const cut = editMember(bytes, DATA, (part) => part.subarray(0, part.length / 2));
    for (const broken of [cut, dropMember(bytes, DATA), dropMember(bytes, LARGE_OBJECT)])
      expect(await inspectBytes(broken)).toMatchObject({ verdict: "damaged" });
    const { sound, restored, content } = await verify(cut);
    expect([sound?.verdict, restored?.verdict]).toContain("fail");
    expect(content).toBeNull();
  });
});

import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { detectFormat } from "../../../../verifiers/formats/detect-format.ts";
import { openSandboxes } from "../../../../verifiers/sandboxes/open-sandboxes.ts";
import { missingPostgres } from "../../../services/postgres/start-postgres.ts";
import { toSource } from "../../../verifiers/formats/to-source.ts";
import { editMember } from "../edit-tar.ts";
import { startArchivingPostgres } from "./archiving-postgres.ts";

const missing = missingPostgres(process.env);
const GIB = 2 ** 30;
const LIMITS = { secondsMax: 240, memoryMax: 2 * GIB, bytesMax: GIB, diskMax: 2 * GIB };
const PAGE_BYTES = 8_192;
/** The first two line pointers behind the high key of a leaf (bufpage.h: 24 bytes, then 4 each). */
const [ONE, OTHER] = [PAGE_BYTES + 24 + 4, PAGE_BYTES + 24 + 8];

test.skipIf(missing)(
  `an index out of order, which no checksum tells, fails its base backup${missing ? ` (${missing})` : ""}`,
  async () => {
    const directory = await mkdtemp(join(tmpdir(), "vigie-corrupt-index-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    await chmod(directory, 0o711);
    const server = await startArchivingPostgres(directory, { pageChecksums: false });
    await server.ask("CREATE DATABASE shop");
    await server.ask("CREATE TABLE visits AS SELECT n FROM generate_series(1, 2000) AS n", "shop");
    await server.ask("CREATE INDEX by_number ON visits (n)", "shop");
    await server.ask("CHECKPOINT");
    const [row] = await server.ask("SELECT pg_relation_filepath('by_number') AS path", "shop");
    const { "base.tar": base } = await server.backUp("base", "-X", "fetch", "--no-manifest");
    await server.remove();
    const whole = Buffer.from(base ?? expect.fail("no base.tar"));
    const disordered = editMember(whole, new RegExp(`^${row?.["path"]}$`), (bytes) => {
      const edited = Buffer.from(bytes);
      edited.writeUInt32LE(bytes.readUInt32LE(OTHER), ONE);
      edited.writeUInt32LE(bytes.readUInt32LE(ONE), OTHER);
      return edited;
    });
    const [sandbox = expect.fail("no sandbox was opened")] = await openSandboxes({
      ...{ directory: join(directory, "own"), limits: LIMITS, logger: pino({ level: "silent" }) },
      engines: [{ kind: "postgresql", directory, user: "nobody" }],
    });
    const verify = (bytes: Buffer) =>
      sandbox.verify(
        {
          ...detectFormat(bytes.subarray(0, 4_096)),
          copies: [{ uri: "file:///vault/base.tar", source: toSource(bytes) }],
          ...{ targetMs: null, level: "restored", freshness: null, assertions: [] },
        },
        new AbortController().signal,
      );
    expect((await verify(whole)).restored).toMatchObject({ verdict: "pass" });
    const report = await verify(disordered);
    // SQLSTATE XX002 is index_corrupted.
    expect(report.steps.at(-1)).toMatchObject({
      ...{ verdict: "fail", fault: "backup", observed: { sqlState: "XX002" } },
    });
    expect(report.restored?.verdict).toBe("fail");
    expect(report.cleanup).toBe("done");
  },
);

import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import type { BucketVault } from "../../../platform/objects/open-object.ts";
import { openObject } from "../../../platform/objects/open-object.ts";
import { createS3Objects } from "../../../platform/objects/s3/create-s3-objects.ts";
import type { S3Connection } from "../../../platform/objects/s3/s3-connection.ts";
import type { Verification } from "../../../schemas/proof.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { rereadSchema } from "../../../schemas/vault.ts";
import { checkExists } from "../../../verifiers/checks/check-exists.ts";
import { findChecksum } from "../../../verifiers/checks/find-checksum.ts";
import { readTwice } from "../../../verifiers/checks/read-twice.ts";
import { chooseDue } from "../../../verifiers/rereading/choose-due.ts";
import { openHashing } from "../../../verifiers/rereading/hashing/open-hashing.ts";
import { openReadings } from "../../../verifiers/rereading/open-readings.ts";
import { readNight } from "../../../verifiers/rereading/read-night.ts";
import { openTestState } from "../../services/open-test-state.ts";
import { missingS3 } from "../../services/s3/missing-s3.ts";
import { openS3, type TestS3 } from "../../services/s3/start-s3.ts";
import { makeProof } from "../../verifiers/make-proof.ts";

const MIB = 2 ** 20;
const NIGHT_MS = Date.parse("2026-11-20T20:00:00Z");
const missing = missingS3(process.env);

describe.skipIf(missing)(`copies in a bucket${missing ? `: skipped, as ${missing}` : ""}`, () => {
  const bytes = Buffer.from(Uint8Array.from({ length: 17 * MIB }, (_, at) => (at * 13) % 241));
  const clock = createSimulatedClock(NIGHT_MS);
  let s3: TestS3;
  let connection: S3Connection;
  let vault: BucketVault;
  beforeAll(async () => {
    s3 = await openS3(process.env);
    connection = s3.connect();
    const { bucket, prefix } = connection;
    vault = {
      name: "dc2",
      endpoint: connection.endpoint,
      bucket,
      prefix,
      store: createS3Objects(connection),
    };
  }, 600_000);
  afterAll(() => s3.remove());

  const put = (name: string, Body: Uint8Array, ChecksumAlgorithm: "CRC64NVME" | "SHA256") =>
    s3.client.send(
      new PutObjectCommand({
        ...{ Bucket: connection.bucket, Key: connection.prefix + name, Body, ChecksumAlgorithm },
      }),
    );
  const copyOf = (name: string, checksum: Verification["copy"]["checksum"] = null) => ({
    ...makeProof("1").copy,
    ...{ vault: "dc2", uri: vault.store.uri(name), sizeBytes: bytes.length, checksum },
  });
  async function judge(copy: Verification["copy"]) {
    const place = openObject(copy.uri, [vault], { vault: copy.vault });
    const exists = await checkExists(copy, place);
    const checksum = await findChecksum(copy, place, async () => null);
    const whole = await readTwice(checksum, { open: () => place.store.read(place.name), clock });
    return { exists: exists.verdict, whole: whole.check.verdict, ...whole.check.observed };
  }

  test("are whole by the checksum that S3 keeps of all bytes, where none was observed", async () => {
    await put("a b.bak", bytes, "CRC64NVME");
    const composite = { algorithm: "sha256", value: "AAAA-3", type: "composite" } as const;
    for (const observed of [null, composite])
      expect(await judge(copyOf("a b.bak", observed))).toMatchObject({
        ...{ exists: "pass", whole: "pass", algorithm: "crc64nvme", bytesRead: bytes.length },
      });
  });

  test("are not whole where the bytes are not those observed, whatever S3 keeps of them", async () => {
    await put("b.bak", bytes, "SHA256");
    const other = createHash("sha256").update("other bytes").digest("base64");
    const seen = await judge(copyOf("b.bak", { algorithm: "sha256", value: other }));
    expect(seen).toMatchObject({ exists: "pass", whole: "fail", algorithm: "sha256" });
  });

  test("that are absent fail at once; in an empty vault nothing is shown", async () => {
    const place = openObject(vault.store.uri("gone"), [vault]);
    expect(await checkExists(copyOf("gone"), place)).toMatchObject({ verdict: "fail" });
    const empty = { store: createS3Objects(s3.connect()), name: "gone" };
    expect(await checkExists(copyOf("gone"), empty)).toMatchObject({ verdict: "inconclusive" });
  });

  test("are read again by night, and one that was replaced is doubted", async () => {
    const directory = await mkdtemp(join(tmpdir(), "vigie-bucket-"));
    const log = await openEmbeddedLog({ directory: join(directory, "log"), clock });
    const state = await openTestState(directory);
    const readings = await openReadings(state);
    const threads = [openHashing(), openHashing()];
    const copies = ["c", "d"].map((runId) => {
      const { series } = makeProof("1");
      return { series, runId, runStartedAtMs: null, lastAttempt: null, copy: copyOf(runId) };
    });
    const read = async (nightAtMs: number) => {
      const tried = await readings.listTried();
      await clock.advanceTo(nightAtMs);
      return readNight(chooseDue(copies, { vaults: [vault], tried, nightAtMs }), {
        ...{ log, clock, readings, threads, nightAtMs, reread: rereadSchema.parse({}) },
        ...{ logger: pino({ level: "silent" }), signal: new AbortController().signal },
      });
    };
    for (const { runId } of copies) await put(runId, bytes, "SHA256");
    expect(await read(NIGHT_MS)).toEqual({ copies: 2, bytes: 2 * bytes.length, doubted: 0 });
    await put("d", bytes.toReversed(), "SHA256");
    expect(await read(NIGHT_MS + 86_400_000)).toMatchObject({ copies: 2, doubted: 1 });
    const [asked] = await Array.fromAsync(log.replay(TOPICS.verifications));
    expect(JSON.parse(asked?.value ?? "{}")).toMatchObject({
      ...{ runId: "d", reason: "recheck", level: "whole" },
      copy: { checksum: { value: createHash("sha256").update(bytes).digest("hex") } },
    });
    await Promise.all(threads.map((thread) => thread.stop()));
    await log.close();
    await state.close();
    await rm(directory, { recursive: true });
  });
});

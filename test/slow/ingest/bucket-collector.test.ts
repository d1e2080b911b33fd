import {
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectRetentionCommand,
} from "@aws-sdk/client-s3";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startBucketCollector } from "../../../ingest/bucket/start-bucket-collector.ts";
import { createS3Objects } from "../../../platform/objects/s3/create-s3-objects.ts";
import type { S3Connection } from "../../../platform/objects/s3/s3-connection.ts";
import { eventSchema, type VigieEvent } from "../../../schemas/events.ts";
import { type BucketSource, sourceSchema } from "../../../schemas/source.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { type Ground, openGround } from "../../ingest/open-ground.ts";
import { missingS3 } from "../../services/s3/missing-s3.ts";
import { openS3, type TestS3 } from "../../services/s3/start-s3.ts";
import { VISITOR_DB } from "../../visitor-db.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LOCKED_UNTIL = "2037-01-01T00:00:00Z";
const LONGER = "2038-01-01T00:00:00Z";

const missing = missingS3(process.env);

describe.skipIf(missing)(
  `a collector of buckets${missing ? `: skipped, as ${missing}` : ""}`,
  () => {
    let s3: TestS3;
    let ground: Ground;
    let connection: S3Connection;
    let said: string[];
    let collector: Awaited<ReturnType<typeof startBucketCollector>>;
    beforeAll(async () => {
      s3 = await openS3(process.env);
    }, 600_000);
    afterAll(() => s3.remove());
    beforeEach(async () => {
      ground = await openGround();
      connection = s3.connect();
      // Objects carry the server's own time: the pipeline's clock is to be past it.
      await put("probe");
      const probe = await createS3Objects(connection).head("probe");
      const serverMs = probe?.modifiedAtMs ?? expect.fail();
      await ground.clock.advanceTo(Math.max(ground.clock.nowMs(), serverMs + DAY_MS));
      said = [];
      await start();
    });
    afterEach(async () => {
      await collector.stop();
      await ground.close();
    });

    async function start(changes: object = {}) {
      const { acceptor, state, clock } = ground;
      const source = sourceSchema.parse({
        ...{ name: "buckets", collector: "s3", pattern: "{asset}/{run}.bak" },
        series: { ...VISITOR_DB, asset: undefined },
        vaults: [{ name: "dc2", role: "duplicate", s3: toConfig(connection) }],
        ...{ reports: ["copies"], every: "1m", again: { every: "2h" } },
        ...changes,
      }) as BucketSource;
      const logger = pino({ level: "info" }, { write: (line: string) => void said.push(line) });
      const buckets = new Map([["dc2", createS3Objects(connection)]]);
      collector = await startBucketCollector({ source, buckets, acceptor, state, clock, logger });
    }

    const put = (name: string, more: Partial<PutObjectCommandInput> = {}) => {
      const Key = connection.prefix + name;
      const Body = Buffer.from("hello");
      return s3.client.send(
        new PutObjectCommand({ Bucket: connection.bucket, Key, Body, ...more }),
      );
    };
    const remove = (name: string) => createS3Objects(connection).remove(name);
    const pass = (forMs: number) => ground.clock.advanceTo(ground.clock.nowMs() + forMs);

    async function readEvents(): Promise<VigieEvent[]> {
      const records = await ground.read(TOPICS.events);
      return records.map(({ value }) => eventSchema.parse(JSON.parse(value)));
    }
    async function readCopies() {
      return (await readEvents()).flatMap(({ type, data }) =>
        "copy" in data ? [{ type: type.split(".")[2], runId: data.runId, ...data.copy }] : [],
      );
    }

    test("tells an object with what its bucket keeps of it, and reads no byte", async () => {
      await put("db/1.bak", {
        ChecksumAlgorithm: "SHA256",
        ...{ ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: new Date(LOCKED_UNTIL) },
      });
      await put("notes.txt");
      await pass(MINUTE_MS);
      expect(await readCopies()).toMatchObject([
        {
          ...{ type: "observed", runId: "1", role: "duplicate", vault: "dc2", sizeBytes: 5n },
          uri: `s3://${connection.bucket}/${connection.prefix}db/1.bak`,
          checksum: {
            ...{ algorithm: "sha256", type: "full" },
            value: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
          },
          ...{ lockedUntil: Date.parse(LOCKED_UNTIL), storageClass: "STANDARD" },
        },
      ]);
      const heartbeats = (await readEvents()).filter(({ type }) => type.includes("heartbeat"));
      expect(heartbeats.at(-1)?.data).toMatchObject({
        ...{ collector: "buckets", inventoryComplete: true, watermark: ground.clock.nowMs() },
        covers: { sources: [], vaults: ["dc2"] },
      });
      expect(said.join()).toContain("notes.txt");
    });

    test("tells an object once, also after it starts again, and more than a page of them", async () => {
      const names = Array.from({ length: 1_003 }, (_, at) => `db${at % 3}/${at}.bak`);
      for (let at = 0; at < names.length; at += 50)
        await Promise.all(names.slice(at, at + 50).map((name) => put(name)));
      await pass(2 * MINUTE_MS);
      await collector.stop();
      await start();
      await pass(2 * MINUTE_MS);
      const told = (await readCopies()).map(({ runId }) => runId);
      expect(told).toHaveLength(names.length);
      expect(new Set(told).size).toBe(names.length);
    });

    test("tells what is gone behind a delete marker, and in the log what is still behind it", async () => {
      await put("db/1.bak");
      await put("db/2.bak");
      await pass(MINUTE_MS);
      await remove("db/1.bak");
      await pass(3 * MINUTE_MS);
      const copies = await readCopies();
      expect(copies.map(({ type, runId }) => `${type} ${runId}`)).toEqual([
        ...["observed 1", "observed 2", "removed 1"],
      ]);
      const versions = said.filter((line) => line.includes("behind its delete marker"));
      expect(versions).toHaveLength(1);
      expect(versions[0]).toContain("db/1.bak");
    });

    test("tells a lock that was changed, once it looks again", async () => {
      await put("db/1.bak", {
        ...{ ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: new Date(LOCKED_UNTIL) },
      });
      await pass(MINUTE_MS);
      await s3.client.send(
        new PutObjectRetentionCommand({
          ...{ Bucket: connection.bucket, Key: `${connection.prefix}db/1.bak` },
          Retention: { Mode: "GOVERNANCE", RetainUntilDate: new Date(LONGER) },
        }),
      );
      await pass(HOUR_MS);
      expect(await readCopies()).toHaveLength(1);
      await pass(2 * HOUR_MS);
      const locks = (await readCopies()).map((copy) => "lockedUntil" in copy && copy.lockedUntil);
      expect(locks).toEqual([LOCKED_UNTIL, LONGER].map(Date.parse));
    });

    test("tells another object under the same name anew, and runs where it is asked to", async () => {
      await collector.stop();
      await start({
        reports: ["runs", "copies"],
        vaults: [{ name: "dc2", role: "primary", s3: toConfig(connection) }],
      });
      await put("db/1.bak");
      await pass(MINUTE_MS);
      await put("db/1.bak", { Body: Buffer.from("hello again") });
      await pass(MINUTE_MS);
      const types = (await readEvents()).map(({ type }) => type.split(".").slice(1, 3).join("."));
      expect(types.filter((type) => !type.includes("heartbeat"))).toEqual([
        ...["backup.succeeded", "copy.observed", "copy.observed"],
      ]);
    });

    test("says once that an upload was begun and never completed", async () => {
      await collector.stop();
      await start({ every: "6h" });
      await s3.client.send(
        new CreateMultipartUploadCommand({
          ...{ Bucket: connection.bucket, Key: `${connection.prefix}db/1.bak` },
        }),
      );
      await pass(4 * DAY_MS);
      expect(said.filter((line) => line.includes("never completed"))).toHaveLength(1);
      expect(await readCopies()).toEqual([]);
    });

    test("sends no watermark, and nothing as lost, while its bucket cannot be listed", async () => {
      await put("db/1.bak");
      await pass(MINUTE_MS);
      const before = (await readEvents()).length;
      await collector.stop();
      connection = { ...connection, bucket: "no-such-bucket" };
      await start();
      await pass(5 * MINUTE_MS);
      expect(await readEvents()).toHaveLength(before);
      expect(said.join()).toContain("cannot be seen");
    });
  },
);

function toConfig({ endpoint, bucket, prefix, pathStyle }: S3Connection) {
  const credentials = { accessKey: { env: "ACCESS" }, secretKey: { env: "SECRET" } };
  return { endpoint, bucket, prefix, pathStyle, credentials };
}

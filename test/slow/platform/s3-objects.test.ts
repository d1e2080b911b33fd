import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createS3Objects } from "../../../platform/objects/s3/create-s3-objects.ts";
import { parseS3Address } from "../../../platform/objects/s3/s3-address.ts";
import { describeObjectStore } from "../../platform/objects/describe-object-store.ts";
import { missingS3 } from "../../services/s3/missing-s3.ts";
import { openS3, type TestS3 } from "../../services/s3/start-s3.ts";

const HELLO = Buffer.from("hello");
/** Over 1,000 keys are more than one page. */
const KEYS_OF_TWO_PAGES = 1_003;
const LOCKED_UNTIL = "2037-01-01T00:00:00.000Z";

const missing = missingS3(process.env);

describe.skipIf(missing)(`S3${missing ? `: skipped, as ${missing}` : ""}`, () => {
  let s3: TestS3;
  beforeAll(async () => {
    s3 = await openS3(process.env);
  }, 600_000);
  afterAll(() => s3.remove());

  describeObjectStore("a bucket", async () => {
    const store = createS3Objects(s3.connect());
    return {
      store,
      remove: async () => {
        for await (const { name } of store.list()) await store.remove(name);
        store.close();
      },
    };
  });

  test("lists more than a page holds, each object once", async () => {
    const connection = s3.connect();
    const store = createS3Objects(connection);
    const names = Array.from({ length: KEYS_OF_TWO_PAGES }, (_, at) => `n${at % 7}/${at}`);
    for (let at = 0; at < names.length; at += 50)
      await Promise.all(names.slice(at, at + 50).map((name) => store.write(name, HELLO)));
    const listed = (await Array.fromAsync(store.list())).map(({ name }) => name);
    expect(listed.toSorted()).toEqual(names.toSorted());
    store.close();
  });

  test("lists nothing that lies beside its prefix, nor what only stands for a directory", async () => {
    const connection = s3.connect();
    const [store, above] = [
      createS3Objects({ ...connection, prefix: `${connection.prefix}a/` }),
      createS3Objects(connection),
    ];
    for (const name of ["a/x", "ab/x", "b"]) await above.write(name, HELLO);
    await above.write("a/dir/", new Uint8Array());
    expect((await Array.fromAsync(store.list())).map(({ name }) => name)).toEqual(["x"]);
    expect(parseS3Address(store.uri("x y"))).toEqual({
      bucket: connection.bucket,
      key: `${connection.prefix}a/x y`,
    });
  });

  test.each([
    ["unicode and spaces", "é 😀/a b.bak"],
    ["what XML, URLs and shells take for their own", "a+b&<>\"'%20#?=;,@\\.bak"],
    ["control characters", "a\u0001\u001f\u007fb"],
    ["dots that are no way out", "..a/b../...c"],
  ])("keeps objects whose names have %s", async (_, name) => {
    const store = createS3Objects(s3.connect());
    await store.write(name, HELLO);
    expect(await store.head(name)).toMatchObject({ name, sizeBytes: 5 });
    expect(Buffer.concat(await Array.fromAsync(store.read(name)))).toEqual(HELLO);
    const { bucket, prefix } = s3.connect();
    expect(parseS3Address(store.uri(name))?.bucket).toBe(bucket);
    expect(parseS3Address(store.uri(name))?.key).toHaveLength(prefix.length + name.length);
    await store.remove(name);
    expect(await store.head(name)).toBeNull();
  });

  test("keeps a name of 1,024 bytes with its prefix, and refuses what is longer", async () => {
    const connection = s3.connect();
    const store = createS3Objects(connection);
    const name = "p/"
      .repeat(512)
      .slice(0, 1_023 - connection.prefix.length)
      .concat("k");
    await store.write(name, HELLO);
    expect(await store.head(name)).toMatchObject({ sizeBytes: 5 });
    await expect(store.write("k".repeat(1_025), HELLO)).rejects.toThrow("Cannot write");
  });

  test.each([
    ["SHA256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="],
    ["SHA1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="],
    ["CRC32", "NhCmhg=="],
    ["CRC32C", "mnG7TA=="],
    ["CRC64NVME", "M3eFcAZSQlc="],
  ] as const)(
    "tells the %s that an upload brought, and what locks it",
    async (algorithm, value) => {
      const { bucket: Bucket, prefix } = s3.connect();
      const store = createS3Objects({ ...s3.connect(), prefix });
      await s3.client.send(
        new PutObjectCommand({
          ...{ Bucket, Key: `${prefix}a`, Body: HELLO, ChecksumAlgorithm: algorithm },
          ...{ ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: new Date(LOCKED_UNTIL) },
          ObjectLockLegalHoldStatus: "ON",
        }),
      );
      const stored = (await store.head("a"))?.stored;
      expect(stored?.checksums).toEqual([
        { algorithm: algorithm.toLowerCase(), value, type: "full" },
      ]);
      expect(stored).toMatchObject({
        lockedUntilMs: Date.parse(LOCKED_UNTIL),
        ...{ legalHold: true, storageClass: "STANDARD", encrypted: null },
      });
      expect(stored?.versionId).toMatch(/./);
    },
  );

  test("tells a checksum of parts as composite, and shows an upload that was not completed", async () => {
    const { bucket: Bucket, prefix } = s3.connect();
    const store = createS3Objects({ ...s3.connect(), prefix });
    const target = { Bucket, Key: `${prefix}in parts`, ChecksumAlgorithm: "SHA256" } as const;
    const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand(target));
    const part = { ...target, UploadId, PartNumber: 1, Body: HELLO };
    const { ETag, ChecksumSHA256 } = await s3.client.send(new UploadPartCommand(part));
    expect(await Array.fromAsync(store.listUploads())).toMatchObject([
      { name: "in parts", uploadId: UploadId },
    ]);
    expect(await Array.fromAsync(store.list())).toEqual([]);
    const Parts = [{ PartNumber: 1, ETag, ChecksumSHA256 }];
    await s3.client.send(
      new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }),
    );
    expect((await store.head("in parts"))?.stored?.checksums).toMatchObject([
      { algorithm: "sha256", type: "composite" },
    ]);
    expect(await Array.fromAsync(store.listUploads())).toEqual([]);
  });

  test("shows every version, and what a delete marker hides as absent", async () => {
    const store = createS3Objects(s3.connect());
    await store.write("a", HELLO);
    await store.write("a", Buffer.from("hello again"));
    await store.remove("a");
    expect(await store.head("a")).toBeNull();
    expect(await Array.fromAsync(store.list())).toEqual([]);
    const versions = await Array.fromAsync(store.listVersions());
    const said = versions.map(({ sizeBytes, isLatest, isDeleteMarker }) => ({
      ...{ sizeBytes, isLatest, isDeleteMarker },
    }));
    expect(said.toSorted((a, b) => a.sizeBytes - b.sizeBytes)).toEqual([
      { sizeBytes: 0, isLatest: true, isDeleteMarker: true },
      { sizeBytes: 5, isLatest: false, isDeleteMarker: false },
      { sizeBytes: 11, isLatest: false, isDeleteMarker: false },
    ]);
    expect(new Set(versions.map(({ versionId }) => versionId)).size).toBe(3);
  });
});

import { createHash } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { errorCode } from "../../../platform/errors/file-error.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { createS3Objects, type S3Objects } from "../../../platform/objects/s3/create-s3-objects.ts";
import type { S3Connection } from "../../../platform/objects/s3/s3-connection.ts";
import { missingGo } from "../../services/s3/missing-s3.ts";
import { type FaultProxy, startFaultProxy } from "../../services/s3/start-fault-proxy.ts";
import { startS3, type TestS3 } from "../../services/s3/start-s3.ts";

const MIB = 2 ** 20;
const SILENT_MS_MAX = 400;
const missing = missingGo(process.env);

describe.skipIf(missing)(`S3 that fails${missing ? `: skipped, as ${missing}` : ""}`, () => {
  const bytes = Buffer.from(Uint8Array.from({ length: 20 * MIB + 5 }, (_, at) => (at * 7) % 251));
  let s3: TestS3;
  let proxy: FaultProxy;
  let connection: S3Connection;
  let store: S3Objects;

  beforeAll(async () => {
    s3 = await startS3();
  }, 600_000);
  afterAll(() => s3.remove());

  beforeEach(async () => {
    proxy = await startFaultProxy(s3.port);
    connection = { ...s3.connect(), endpoint: proxy.endpoint, silentMsMax: SILENT_MS_MAX };
    store = createS3Objects(connection);
  });
  afterEach(async () => {
    store.close();
    await proxy.close();
  });

  const open = (changes: Partial<S3Connection>) => createS3Objects({ ...connection, ...changes });
  const put = (name: string, Body: Uint8Array) =>
    s3.client.send(
      new PutObjectCommand({ Bucket: connection.bucket, Key: connection.prefix + name, Body }),
    );

  test("a connection that drops in the middle is taken up where it broke", async () => {
    await put("a", bytes);
    let dropped = 0;
    proxy.plan((method) =>
      method === "GET" && dropped++ % 2 === 0 ? { kind: "cut", afterBytes: 3 * MIB } : null,
    );
    expect(sha256(await readAll(store, "a"))).toBe(sha256(bytes));
    expect(dropped).toBeGreaterThan(3);
  });

  test("one that drops again and again is given up, as what may come back", async () => {
    await put("a", bytes);
    proxy.plan((method) => (method === "GET" ? { kind: "cut", afterBytes: 1_000 } : null));
    const failure = await failureOf(readAll(store, "a"));
    expect(failure).toMatchObject({ retryable: true });
    expect(failure.message).toContain("connection dropped 9 times");
  });

  test("a server that falls silent in the middle is asked anew", async () => {
    await put("a", bytes.subarray(0, MIB));
    let silent = 0;
    proxy.plan((method) =>
      method === "GET" && silent++ === 0 ? { kind: "stall", afterBytes: 1_000 } : null,
    );
    expect(await readAll(store, "a")).toEqual(bytes.subarray(0, MIB));
    expect(silent).toBe(2);
  });

  test("a slow server is waited for", async () => {
    await put("a", bytes.subarray(0, MIB));
    proxy.plan(() => ({ kind: "slow", pauseMs: 20 }));
    expect(await readAll(store, "a")).toEqual(bytes.subarray(0, MIB));
  });

  test("what says slow down is asked again later, and then given up as retryable", async () => {
    await put("a", bytes.subarray(0, 5));
    let refused = 0;
    const slowDown = { kind: "answer", status: 503, code: "SlowDown" } as const;
    proxy.plan(() => (refused++ < 2 ? slowDown : null));
    expect(await readAll(store, "a")).toEqual(bytes.subarray(0, 5));
    proxy.plan(() => slowDown);
    const failure = await failureOf(readAll(store, "a"));
    expect(failure.message).toContain("SlowDown (503)");
    expect(failure.retryable).toBe(true);
  });

  test("an object that is replaced while it is read is told as changed, not mixed", async () => {
    await put("a", bytes);
    const reading = store.read("a");
    const chunks: Uint8Array[] = [];
    const failure = await failureOf(
      (async () => {
        for await (const chunk of reading) {
          if (chunks.push(chunk) === 1) await put("a", bytes.toReversed());
        }
      })(),
    );
    expect(failure.message).toContain("changed while it was read");
    expect(failure.retryable).toBe(true);
  });

  test("no more is taken than was asked for, however much the server sends", async () => {
    proxy.plan((method) => (method === "GET" ? { kind: "endless" } : null));
    const failure = await failureOf(readAll(store, "a"));
    expect(failure.message).toContain("sends more than was asked for");
  });

  test("wrong keys, an absent bucket and no server are told apart, and no key is shown", async () => {
    const secretKey = "not-the-right-secret";
    const wrongSecret = open({ credentials: { ...connection.credentials, secretKey } });
    const failures = [
      await failureOf(Array.fromAsync(wrongSecret.list())),
      await failureOf(wrongSecret.head("a")),
      await failureOf(wrongSecret.write("a", bytes.subarray(0, 5))),
      await failureOf(Array.fromAsync(open({ bucket: "no-such-bucket" }).list())),
      await failureOf(open({ bucket: "no-such-bucket" }).head("a")),
      await failureOf(readAll(open({ endpoint: "http://127.0.0.1:9" }), "a")),
    ];
    expect(failures.map(({ message }) => message.replace(/^.*: /, ""))).toEqual([
      "SignatureDoesNotMatch (403)",
      "AccessDenied (403)",
      "SignatureDoesNotMatch (403)",
      "NoSuchBucket (404)",
      "NoSuchBucket (404)",
      "ECONNREFUSED",
    ]);
    expect(failures.map(({ retryable }) => retryable)).toEqual([
      ...[false, false, false, false, false, true],
    ]);
    for (const failure of failures) {
      expect(failure.hint).toMatch(/^(check|give)/);
      expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain(secretKey);
    }
  });

  test("a write that the server refuses leaves no object and no unfinished upload", async () => {
    proxy.plan((method, path) =>
      method === "PUT" && path.includes("partNumber=2")
        ? { kind: "answer", status: 403, code: "AccessDenied" }
        : null,
    );
    expect((await failureOf(store.write("a", bytes))).message).toContain("AccessDenied");
    expect(await store.head("a")).toBeNull();
    expect(await Array.fromAsync(store.listUploads())).toEqual([]);
  });

  test("a clock that is an hour off is set right by the server's own", async () => {
    await put("a", bytes.subarray(0, 5));
    vi.useFakeTimers({ toFake: ["Date"], now: createSystemClock().nowMs() - 3_600_000 });
    try {
      expect(await store.head("a")).toMatchObject({ sizeBytes: 5 });
      expect(proxy.count("HEAD")).toBe(2);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a large object is asked for in parts, several at once", async () => {
    await put("a", bytes);
    expect(sha256(await readAll(store, "a"))).toBe(sha256(bytes));
    expect(proxy.count("GET")).toBe(3);
  });

  test("an absent object is ENOENT", async () => {
    const failure = await failureOf(readAll(store, "absent"));
    expect(errorCode(failure.cause)).toBe("ENOENT");
  });
});

async function readAll(store: S3Objects, name: string): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(store.read(name)));
}

async function failureOf(doing: Promise<unknown>): Promise<OperatingError> {
  const failure = await doing.then(
    () => new Error("no error found: the check is broken"),
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(OperatingError);
  return failure as OperatingError;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

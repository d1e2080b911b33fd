import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { makeBackup } from "../../../app/bench/inspect/make-backup.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { inspectInChild } from "../../../verifiers/formats/child/inspect-in-child.ts";
import { toSource } from "../../verifiers/formats/to-source.ts";
import { makeTar } from "../../verifiers/make-tar.ts";
import { CLAIMS } from "./claims.ts";
import { missingQemu, runImg } from "./machines/make-image.ts";

const MIB = 2 ** 20;

function inspect(source: ByteSource, { secondsMax = 60, memoryMib = 512, name = "copy" } = {}) {
  return inspectInChild(source, {
    name,
    bounds: { secondsMax, memoryMax: memoryMib * MIB },
    clock: createSystemClock(),
    signal: new AbortController().signal,
  });
}

let dump: Buffer;
beforeAll(async () => {
  dump = await readFile(new URL("../../verifiers/golden/visitor-15-copy.sql", import.meta.url));
});

describe("inspectInChild()", () => {
  test("sees what reading in this process sees", async () => {
    const seen = await inspect(toSource(gzipSync(dump)));
    expect(seen).toMatchObject({ ended: "done", found: [{ verdict: "sound" }] });
    expect(seen.found?.[0]?.tables).toContainEqual(
      expect.objectContaining({ name: "visits", rows: 240 }),
    );
  });

  test("reads more than its window, however it is cut", async () => {
    const bytes = randomBytes(30 * MIB);
    const tar = Buffer.from(makeTar({ "a.bin": bytes, "b.bin": bytes }));
    const seen = await inspect(toSource(tar, 3 * MIB + 1));
    expect(seen).toMatchObject({
      ended: "done",
      found: [{ format: "tar", verdict: "sound", bytesRead: tar.length }],
    });
    const cut = await inspect(toSource(tar.subarray(0, 40 * MIB)));
    expect(cut).toMatchObject({ ended: "done", found: [{ verdict: "damaged" }] });
  });

  test("reads a backup of SQL Server that is larger than any in the other tests", async () => {
    const parts = Array.from(makeBackup(70 * MIB), (part) => Buffer.from(part));
    const backup = Buffer.concat(parts);
    const seen = await inspect(toSource(backup, 3 * MIB + 1));
    expect(seen).toMatchObject({ ended: "done", found: [{ pages: { total: 16_176, bad: [] } }] });
  });

  test("stops at its time where bytes come without end", async () => {
    const endless: ByteSource = {
      sizeBytes: Number.MAX_SAFE_INTEGER,
      async *read({ start = 0, end = start } = {}) {
        const zeros = Buffer.from(makeTar({ "a.bin": Buffer.alloc(MIB) })).subarray(0, -1_024);
        for (let at = start; at < end; at += zeros.length)
          yield zeros.subarray(0, Math.min(zeros.length, end - at));
      },
    };
    const seen = await inspect(endless, { secondsMax: 3 });
    expect(seen).toMatchObject({ ended: "out-of-time", found: null });
  });

  test("stops at its memory", async () => {
    const seen = await inspect(toSource(gzipSync(dump)), { memoryMib: 40 });
    expect(seen.ended).not.toBe("done");
    expect(seen.found).toBeNull();
  });

  test.each(Object.entries(CLAIMS))(
    "reads what there is where %s claims 100 GB",
    async (_, make) => {
      const bytes = make();
      expect(bytes.length).toBeLessThan(10_000);
      const seen = await inspect(toSource(bytes), { secondsMax: 20, memoryMib: 160 });
      expect(seen).toMatchObject({ ended: "done", found: [{ verdict: "damaged" }] });
      expect(seen.found?.[0]?.bytesRead).toBeLessThan(MIB);
    },
  );

  test.skipIf(missingQemu())("likewise where a disk of VHDX does", async () => {
    const image = runImg(["create", "-f", "vhdx", "image", "100G"]);
    for (const sizeBytes of [1_024, 3 * MIB]) {
      const source = toSource(image.subarray(0, sizeBytes));
      const seen = await inspect(source, { secondsMax: 20, memoryMib: 160 });
      expect(seen).toMatchObject({
        ended: "done",
        found: [{ format: "vhdx", verdict: "damaged" }],
      });
      expect(seen.found?.[0]?.bytesRead).toBeLessThan(MIB);
    }
  });

  test("rejects with the store's own error where the copy cannot be read", async () => {
    const failing: ByteSource = {
      sizeBytes: 5_000,
      // biome-ignore lint/correctness/useYield: it fails before it has any
      async *read() {
        throw new OperatingError("Cannot read the copy", { retryable: true });
      },
    };
    await expect(inspect(failing)).rejects.toThrow("Cannot read the copy");
  });
});

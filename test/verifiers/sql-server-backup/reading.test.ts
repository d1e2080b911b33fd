import { describe, expect, test } from "vitest";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { createExtentIndex } from "../../../verifiers/formats/sql-server-backup/extent-index.ts";
import { formatLsn } from "../../../verifiers/formats/sql-server-backup/lsn.ts";
import { readPackedDate } from "../../../verifiers/formats/sql-server-backup/packed-date.ts";
import { scanBackup } from "../../../verifiers/formats/sql-server-backup/scan-backup.ts";
import { sqlServerBackup } from "../../../verifiers/formats/sql-server-backup/sql-server-backup.ts";
import { inspectBytes, toSource } from "./inspect-bytes.ts";
import { writeBackup } from "./write-backup.ts";
import { writeDatabase } from "./write-page.ts";

const clock = createSimulatedClock(0);
const never = new AbortController().signal;

describe("a source", () => {
  const { bytes } = writeBackup({ sets: [{ runs: [writeDatabase({ extents: 2 })] }] });

  test("that fails while being read fails the reading, which is no judgement", async () => {
    const source = {
      sizeBytes: bytes.length,
      read: async function* () {
        yield bytes.subarray(0, 30_000);
        throw new Error("the disk is gone");
      },
    };
    await expect(scanBackup(source, { signal: never })).rejects.toThrow("the disk is gone");
  });

  test("is let go when reading is told to stop", async () => {
    const stopping = new AbortController();
    let isClosed = false;
    const source = {
      sizeBytes: bytes.length,
      read: async function* () {
        try {
          for (let at = 0; ; at += 10) yield bytes.subarray(at, at + 10);
        } finally {
          isClosed = true;
        }
      },
    };
    const options = {
      signal: stopping.signal,
      onProgress: () => stopping.abort(new Error("enough")),
    };
    await expect(scanBackup(source, options)).rejects.toThrow("enough");
    expect(isClosed).toBe(true);
  });

  test("that is packed as a whole is unknown, and read to its end", async () => {
    const packed = Buffer.concat([Buffer.from("MSSQLBAK"), Buffer.alloc(100_000, 7)]);
    expect(sqlServerBackup.recognises(packed.subarray(0, 4_096))).toBe(true);
    const inspections = await sqlServerBackup.inspect(toSource(packed), { clock, signal: never });
    expect(inspections).toMatchObject([{ verdict: "unknown", bytesRead: 100_008, backup: null }]);
  });

  test.each([[""], ["TAPE"], ["PGDMP"], ["MSSQLBA"]])("that starts %j is another's", (head) => {
    expect(sqlServerBackup.recognises(Buffer.from(head, "latin1"))).toBe(false);
  });
});

describe("fields", () => {
  test("an LSN in decimal has 10 digits of block and 5 of slot", () => {
    expect(formatLsn({ file: 37, block: 123, slot: 1 })).toBe("37000000012300001");
  });

  test.each([
    ["1f788f2a60", "2014-02-07T18:41:32.000Z"],
    ["1fa936a774", "2026-04-27T10:29:52.000Z"],
    ["0000000000", null],
    ["1f78bf2a60", null],
    ["ffffffffff", null],
  ])("the packed date %s is %s", (hex, instant) => {
    const ms = readPackedDate(Buffer.from(hex, "hex"));
    expect(ms && new Date(ms).toISOString()).toBe(instant);
  });

  test("names are shown without what could act on a terminal", async () => {
    const set = { runs: [], database: "a\u001b[31m\u202eb" };
    const [inspection] = await inspectBytes(writeBackup({ sets: [set] }).bytes);
    expect(inspection?.backup?.database).toBe("a\ufffd[31m\ufffdb");
  });
});

describe("the index of extents", () => {
  test("finds each extent of files that are read in turns, and the last of its copies", () => {
    const index = createExtentIndex();
    const offsets = new Map<string, number>();
    const add = (fileId: number, firstPageId: number, offset: number) => {
      index.add(fileId, firstPageId, offset);
      offsets.set(`${fileId}:${firstPageId}`, offset);
    };
    for (let extent = 0; extent < 1_000; extent += 1)
      add(1 + (extent % 3), 16 * extent + 8 * (extent % 2), 65_536 * extent);
    add(1, 0, 10 ** 12);
    add(2, 24, 10 ** 12 + 65_536);
    for (const [key, offset] of offsets) {
      const [fileId = 0, page = 0] = key.split(":").map(Number);
      expect(index.find(fileId, page + 5)).toBe(offset + 5 * 8_192);
    }
    expect(index.find(1, 24)).toBe(null);
    expect([...index.replaced]).toEqual([0, 65_536]);
  });
});

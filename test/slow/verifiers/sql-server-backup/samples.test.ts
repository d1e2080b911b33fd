import { describe, expect, test } from "vitest";
import { createSimulatedClock } from "../../../../platform/clock/simulated-clock.ts";
import { type Inspection, inspectionSchema } from "../../../../schemas/inspection.ts";
import { sqlServerBackup } from "../../../../verifiers/formats/sql-server-backup/sql-server-backup.ts";
import {
  inspectBytes,
  toSource,
  worstOf,
} from "../../../verifiers/sql-server-backup/inspect-bytes.ts";
import { createRandom } from "../../../verifiers/sql-server-backup/random.ts";
import {
  findHeaders,
  findPages,
  readSample,
  SAMPLE_NAMES,
} from "../../../verifiers/sql-server-backup/sample.ts";

/** All ten thousand: FLIPS=10000 npx vitest run test/slow/verifiers/sql-server-backup. */
const FLIPS = Number(process.env["FLIPS"] ?? 1_000);
const NO_ERROR = "no error found: the checker is broken";

const EXPECTED = {
  "pubs-2012-checksum.bak": {
    backup: {
      type: "full",
      database: "pubs",
      server: "DESKTOP-7LEAC57",
      engineVersion: "11.0.6020",
      startedAt: "2026-04-27T04:29:52.000Z",
      finishedAt: "2026-04-27T04:29:52.000Z",
      firstLsn: "191000000046400037",
      lastLsn: "192000000001600001",
    },
    container: { blocks: 14, streams: 21 },
    pages: { total: 384, allocated: 346, checksum: 344, tornBits: 0, unprotected: 2 },
  },
  "northwind-2005-checksum.bak": {
    backup: {
      database: "Northwind",
      server: "EXCEL-006\\SQLEXPRESS",
      engineVersion: "9.0.5000",
      startedAt: "2014-02-07T13:11:32.000Z",
      finishedAt: "2014-02-07T13:11:33.000Z",
      firstLsn: "93000000005200093",
    },
    container: { blocks: 15, streams: 22 },
    pages: { total: 416, allocated: 391, checksum: 389, tornBits: 0, unprotected: 2 },
  },
  "northwind-2008-torn-bits.bak": {
    backup: { server: "B30", engineVersion: "10.0.1600", finishedAt: "2021-04-28T12:55:40.000Z" },
    container: { blocks: 24, streams: 31 },
    pages: { total: 440, allocated: 407, checksum: 0, tornBits: 405, unprotected: 2 },
  },
} as const;

const NO_SAMPLES = " (skipped: no samples)";

describe.each(SAMPLE_NAMES)("%s", (name) => {
  const bytes = readSample(name);
  const isChecksummed = name.includes("checksum");
  const one = (about: string, check: () => Promise<void>) =>
    test.skipIf(!bytes)(`${about}${bytes ? "" : NO_SAMPLES}`, check);

  one("is sound, and tells of itself", async () => {
    if (!bytes) return;
    expect(sqlServerBackup.recognises(bytes.subarray(0, 4_096))).toBe(true);
    const options = { clock: createSimulatedClock(0), signal: new AbortController().signal };
    const inspections = await sqlServerBackup.inspect(toSource(bytes), options);
    expect(inspections).toHaveLength(1);
    const inspection = inspectionSchema.parse(inspections[0]);
    expect(inspection).toMatchObject({ verdict: "sound", reasons: [], ...EXPECTED[name] });
    expect(inspection).toMatchObject({ container: { bad: [] }, pages: { bad: [] } });
    expect(inspection.tables.length).toBeGreaterThan(10);
    for (const { rows, recordedRows } of inspection.tables) expect(rows).toBe(recordedRows);
  });

  one("flips in the headers of blocks and streams are all found", async () => {
    if (!bytes) return;
    for (const { offset, bytes: length } of findHeaders(bytes))
      for (let at = offset; at < offset + length; at += 5)
        expect(await verdictWith(bytes, at, 0x40), `byte ${at}: ${NO_ERROR}`).toBe("damaged");
  });

  one("flips in pages in use are all found, where pages have checksums", async () => {
    if (!bytes || !isChecksummed) return;
    const random = createRandom(name.length);
    const { allocated } = findPages(bytes);
    // Two pages of these databases were never protected.
    const pages = allocated.filter((page) => (bytes.readUInt16LE(page + 4) & 0x200) !== 0);
    expect(allocated.length - pages.length).toBe(2);
    for (let flip = 0; flip < FLIPS; flip += 1) {
      const at = (pages[random(pages.length)] ?? 0) + random(8_192);
      const mask = 1 + random(255);
      expect(await verdictWith(bytes, at, mask), `${at} ^ ${mask}: ${NO_ERROR}`).toBe("damaged");
    }
  });

  one("flips in pages that are not in use are none", async () => {
    if (!bytes) return;
    const random = createRandom(name.length);
    const { others } = findPages(bytes);
    for (let flip = 0; flip < FLIPS / 5; flip += 1) {
      const at = (others[random(others.length)] ?? 0) + random(8_192);
      const mask = 1 + random(255);
      expect(await verdictWith(bytes, at, mask), `${at} ^ ${mask}`).toBe("sound");
    }
  });
});

const TORN = "northwind-2008-torn-bits.bak";
const torn = readSample(TORN);
const missed = "rows that torn bits do not see lost are missed by their number";
test.skipIf(!torn)(`${missed}${torn ? "" : NO_SAMPLES}`, async () => {
  if (!torn) return;
  const { allocated } = findPages(torn);
  const isData = (page: number) => torn[page + 1] === 1 && torn[page + 3] === 0;
  const lost = await Promise.all(
    allocated.filter((page) => isData(page)).map((page) => inspectWithout(torn, page)),
  );
  const told = lost.filter(({ reasons }) => reasons.some(({ en }) => /rows were found/.test(en)));
  expect(told.length, NO_ERROR).toBe(40);
  for (const { verdict } of told) expect(verdict).toBe("damaged");
});

/** The backup with the row that stands first in a page made one that was deleted. */
async function inspectWithout(bytes: Buffer, page: number): Promise<Inspection> {
  const copy = Buffer.from(bytes);
  const record = page + 96;
  copy.writeUInt8((copy.readUInt8(record) & 0xf0) | 0x0c, record);
  const options = { clock: createSimulatedClock(0), signal: new AbortController().signal };
  const [inspection] = await sqlServerBackup.inspect(toSource(copy), options);
  return inspectionSchema.parse(inspection);
}

async function verdictWith(bytes: Buffer, at: number, mask: number) {
  const before = bytes.readUInt8(at);
  bytes.writeUInt8(before ^ mask, at);
  try {
    return worstOf(await inspectBytes(bytes, 2 ** 20));
  } finally {
    bytes.writeUInt8(before, at);
  }
}

import { describe, expect, test } from "vitest";
import { inspectBytes, worstOf } from "./inspect-bytes.ts";
import { DIFFERENTIAL, FULL, LOG, type SetSpec, writeBackup } from "./write-backup.ts";
import { type PageSpec, writeDatabase } from "./write-page.ts";

const PAGES = writeDatabase({ extents: 3, unallocated: [4, 5, 20, 21] });

describe("a synthetic backup", () => {
  test.each(["checksum", "torn bits"] as const)("with %s is sound", async (protection) => {
    const runs = [writeDatabase({ extents: 3, protection })];
    const [inspection] = await inspectBytes(writeBackup({ sets: [{ runs }] }).bytes);
    expect(inspection).toMatchObject({
      verdict: "sound",
      reasons: [],
      backup: {
        type: "full",
        database: "VisitorDb",
        server: "PAR-SQL-03",
        engineVersion: "15.0.4000",
        startedAt: "2026-04-27T08:29:52.000Z",
        finishedAt: "2026-04-27T08:29:52.000Z",
        firstLsn: "1000000000100001",
        lastLsn: "9000000000900001",
        compressed: false,
        encrypted: false,
      },
      pages: { total: 24, allocated: 24, unprotected: 0, bad: [] },
    });
  });

  test("is read the same in chunks of any length, and in blocks of either size", async () => {
    const { bytes } = writeBackup({ sets: [{ runs: [PAGES] }] });
    const whole = await inspectBytes(bytes);
    for (const chunkBytes of [1_000, 4_097, 70_001])
      expect(await inspectBytes(bytes, chunkBytes)).toEqual(whole);
    const large = writeBackup({ blockBytes: 4096, sets: [{ runs: [PAGES] }] });
    expect(worstOf(await inspectBytes(large.bytes))).toBe("sound");
  });

  test("with several sets has an inspection of each, and damage counts for its own", async () => {
    const sets = [{ runs: [PAGES] }, { runs: [PAGES], database: "Billing" }, { runs: [PAGES] }];
    const { bytes, parts } = writeBackup({ sets });
    const sound = await inspectBytes(bytes);
    expect(sound.map(({ verdict }) => verdict)).toEqual(["sound", "sound", "sound"]);
    expect(sound.map(({ backup }) => backup?.database)).toEqual([
      "VisitorDb",
      "Billing",
      "VisitorDb",
    ]);
    expect(sound.reduce((sum, { bytesRead }) => sum + bytesRead, 0)).toBe(bytes.length);
    const page = parts.filter(({ kind, name }) => kind === "page" && name === "12")[1];
    flip(bytes, (page?.offset ?? 0) + 1_000);
    const damaged = await inspectBytes(bytes);
    expect(damaged.map(({ verdict }) => verdict)).toEqual(["sound", "damaged", "sound"]);
    expect(damaged[1]?.pages?.bad).toEqual([
      { file: 1, page: 12, offset: page?.offset, reason: "its checksum does not hold" },
    ]);
  });

  test("of several files has the pages of each", async () => {
    const second = writeDatabase({ extents: 2, fileId: 3 });
    const { bytes } = writeBackup({ sets: [{ runs: [[...PAGES, ...second]] }] });
    const [inspection] = await inspectBytes(bytes);
    expect(inspection).toMatchObject({ verdict: "sound", pages: { total: 40, allocated: 36 } });
  });
});

describe("pages that changed while the backup was taken", () => {
  test("come again in a later run, which is no damage", async () => {
    const again = PAGES.slice(0, 16).map((page) => ({ ...page, seed: 7, lsn: [3, 1, 1] as const }));
    const { bytes } = writeBackup({ sets: [{ runs: [PAGES, again] }] });
    expect(worstOf(await inspectBytes(bytes))).toBe("sound");
  });

  test("are damage if they come again in the same run", async () => {
    const { bytes } = writeBackup({ sets: [{ runs: [[...PAGES, ...PAGES.slice(8, 16)]] }] });
    expect(await faultsOf(bytes)).toEqual(["1:8 its extent comes twice"]);
  });
});

describe("allocated pages", () => {
  const cases: readonly (readonly [string, (page: PageSpec) => PageSpec, string])[] = [
    ["empty", (page) => ({ ...page, isEmpty: true }), "it is in use, but empty"],
    ["of another number", (page) => ({ ...page, pageId: 99 }), "it carries another page's number"],
    ["of another file", (page) => ({ ...page, fileId: 2 }), "it carries another page's number"],
    ["of no type", (page) => ({ ...page, type: 99 }), "its header is not that of a page in use"],
  ];
  test.each(cases)("%s are found", async (_name, change, reason) => {
    const run = PAGES.map((page) => (page.pageId === 13 ? change(page) : page));
    expect(await faultsOf(writeBackup({ sets: [{ runs: [run] }] }).bytes)).toEqual([
      `1:13 ${reason}`,
    ]);
  });

  test("without protection are counted, and no damage in a database that protects none", async () => {
    const pages = PAGES.map((page) => ({
      ...page,
      ...(page.pageId > 1 && { protection: "none" as const }),
    }));
    const [inspection] = await inspectBytes(writeBackup({ sets: [{ runs: [pages] }] }).bytes);
    expect(inspection).toMatchObject({ verdict: "unknown", pages: { unprotected: 18, bad: [] } });
  });

  test("are found out where only their protection's flag was taken off", async () => {
    const { bytes, parts } = writeBackup({ sets: [{ runs: [PAGES] }] });
    const page = parts.find(({ kind, name }) => kind === "page" && name === "17");
    flip(bytes, (page?.offset ?? 0) + 5, 0x02);
    expect(await faultsOf(bytes)).toEqual([
      "1:17 its protection flag is off, its checksum or torn bits are not",
    ]);
  });

  test("are missed where their extent was left out, and told where it is out of order", async () => {
    const without = PAGES.filter(({ pageId }) => pageId < 8 || pageId > 15);
    const faults = await faultsOf(writeBackup({ sets: [{ runs: [without] }] }).bytes);
    expect(faults).toHaveLength(8);
    expect(faults).toContain("1:15 it is in use, but not in the backup");
    const [first, second, third] = [0, 8, 16].map((from) => PAGES.slice(from, from + 8));
    const swapped = [...(first ?? []), ...(third ?? []), ...(second ?? [])];
    expect(await faultsOf(writeBackup({ sets: [{ runs: [swapped] }] }).bytes)).toEqual([
      "1:8 its extent is out of order",
    ]);
  });
});

describe("an extent that is not in the backup", () => {
  /** Pages 8 to 15 are left out; page 2 says whether an object has their extent. */
  const withoutSecond = (free: readonly number[]) =>
    PAGES.filter(({ pageId }) => pageId < 8 || pageId > 15).map((page) => ({
      ...page,
      ...(page.pageId === 2 && { free }),
    }));

  test("is missed where an object has it", async () => {
    const { bytes } = writeBackup({ sets: [{ runs: [withoutSecond([7])] }] });
    expect(await faultsOf(bytes)).toHaveLength(8);
  });

  test("is none where it was given back, whatever its pages' bits still say", async () => {
    const { bytes } = writeBackup({ sets: [{ runs: [withoutSecond([1])] }] });
    expect(worstOf(await inspectBytes(bytes))).toBe("sound");
  });
});

describe("pages that tell which are in use", () => {
  test("are found damaged themselves, and their range is then not guessed at", async () => {
    const { bytes, parts } = writeBackup({ sets: [{ runs: [PAGES] }] });
    const pfs = parts.find(({ kind, name }) => kind === "page" && name === "1");
    const other = parts.find(({ kind, name }) => kind === "page" && name === "20");
    flip(bytes, (pfs?.offset ?? 0) + 110);
    flip(bytes, (other?.offset ?? 0) + 500);
    const [inspection] = await inspectBytes(bytes);
    expect(inspection?.pages?.bad.map(({ page }) => page)).toEqual([1]);
    expect(inspection?.reasons.map(({ en }) => en)).toEqual([
      "1 page is damaged or absent.",
      "1 page does not verify, and nothing tells whether they are in use.",
    ]);
  });

  test("are missed in a full backup, not in a differential one", async () => {
    const without = PAGES.slice(8);
    const spec = (attributes: number) => writeBackup({ sets: [{ attributes, runs: [without] }] });
    expect(worstOf(await inspectBytes(spec(FULL).bytes))).toBe("damaged");
    const sound = spec(DIFFERENTIAL);
    const [differential] = await inspectBytes(sound.bytes);
    expect(differential).toMatchObject({ verdict: "sound", backup: { type: "differential" } });
    expect(differential?.reasons[0]?.en).toMatch(/^16 pages verify, allocated or not/);
    const page = sound.parts.find(({ kind }) => kind === "page");
    flip(sound.bytes, (page?.offset ?? 0) + 500);
    expect(worstOf(await inspectBytes(sound.bytes))).toBe("unknown");
  });

  test("may come after the pages that they tell of", async () => {
    const far = [8_088, 8_089, 8_090, 8_091, 8_092, 8_093, 8_094, 8_095];
    const range = far.map((pageId) => ({
      pageId,
      ...(pageId === 8_088 && { type: 11, allocated: far.map((_, page) => page) }),
    }));
    const before = [
      { pageId: 8_096 },
      ...[1, 2, 3, 4, 5, 6, 7].map((page) => ({ pageId: 8_096 + page })),
    ];
    const set: SetSpec = { attributes: DIFFERENTIAL, runs: [before, range] };
    const [inspection] = await inspectBytes(writeBackup({ sets: [set] }).bytes);
    expect(inspection).toMatchObject({ verdict: "sound", pages: { total: 16, allocated: 8 } });
  });
});

describe("what cannot be read without SQL Server is unknown", () => {
  const cases: readonly (readonly [string, SetSpec, RegExp])[] = [
    ["compressed", { runs: [PAGES], mediaAttributes: 0x10 }, /is compressed/],
    ["encrypted", { runs: [PAGES], mediaAttributes: 0x08 }, /is encrypted/],
    ["a log", { attributes: LOG, runs: [] }, /log backup/],
    ["of no known kind", { attributes: 0, runs: [PAGES] }, /kind of backup is not known/],
  ];
  test.each(cases)("%s", async (_name, set, reason) => {
    const [inspection] = await inspectBytes(writeBackup({ sets: [set] }).bytes);
    expect(inspection?.verdict).toBe("unknown");
    expect(inspection?.reasons[0]?.en).toMatch(reason);
  });

  test("data that has nothing of pages", async () => {
    const { bytes, parts } = writeBackup({ sets: [{ runs: [PAGES] }] });
    for (const { kind, offset } of parts)
      if (kind === "page")
        for (let at = 0; at < 8_192; at += 1) flip(bytes, offset + at, (at % 255) + 1);
    const [inspection] = await inspectBytes(bytes);
    expect(inspection?.verdict).toBe("unknown");
    expect(inspection?.backup).toMatchObject({ compressed: null, encrypted: null });
  });
});

async function faultsOf(bytes: Uint8Array): Promise<readonly string[]> {
  const inspections = await inspectBytes(bytes);
  expect(worstOf(inspections)).toBe("damaged");
  return inspections.flatMap(({ pages }) =>
    (pages?.bad ?? []).map(({ file, page, reason }) => `${file}:${page} ${reason}`),
  );
}

function flip(bytes: Buffer, at: number, mask = 0x11): void {
  bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at);
}

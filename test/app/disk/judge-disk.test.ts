import { describe, expect, test } from "vitest";
import { type DiskBounds, judgeDisk, type SeenDisk } from "../../../app/disk/judge-disk.ts";
import { type Finding, findingSchema } from "../../../schemas/finding.ts";

const bounds: DiskBounds = { warnBelow: 5_000, criticalBelow: 1_000 };

function seen(freeBytes: number, minute: number): SeenDisk {
  const place = { what: "disk", host: "par-vigie-01", directory: "/var/lib/vigie" } as const;
  const nowMs = Date.parse("2026-11-20T06:00:00Z") + minute * 60_000;
  return { ...place, freeBytes, totalBytes: 100_000, nowMs };
}

/** The versions that come of a disk with so much free, minute by minute. */
function follow(...free: readonly number[]): Finding[] {
  const told: Finding[] = [];
  for (const [minute, bytes] of free.entries()) {
    const next = judgeDisk(told.at(-1) ?? null, seen(bytes, minute), bounds);
    if (next) told.push(findingSchema.parse(next));
  }
  return told;
}

const brief = (found: readonly Finding[]) =>
  found.map(({ version, severity, resolvedAt }) => [version, severity, resolvedAt !== null]);

describe("judgeDisk()", () => {
  test.each<[string, readonly number[], ReturnType<typeof brief>]>([
    ["says nothing where there is room", [9_000, 5_000], []],
    ["warns once", [4_999, 4_000, 3_000], [[1, "warning", false]]],
    ["is critical at once", [999, 998], [[1, "critical", false]]],
    [
      "grows worse, and never milder",
      [4_000, 900, 2_000, 900],
      [
        [1, "warning", false],
        [2, "critical", false],
      ],
    ],
    [
      "is over with a tenth more than the bound",
      [4_000, 5_100, 5_500],
      [
        [1, "warning", false],
        [2, "warning", true],
      ],
    ],
    [
      "is another one where it comes back",
      [4_000, 6_000, 4_000],
      [
        [1, "warning", false],
        [2, "warning", true],
        [1, "warning", false],
      ],
    ],
  ])("%s", (_, free, versions) => expect(brief(follow(...free))).toEqual(versions));

  test("tells disks and times apart by their ids, and keeps one through an episode", () => {
    const [first, over, again] = follow(4_000, 6_000, 4_000);
    expect(over?.id).toBe(first?.id);
    expect(again?.id).not.toBe(first?.id);
    const elsewhere = judgeDisk(null, { ...seen(4_000, 0), host: "par-vigie-02" }, bounds);
    expect(elsewhere?.id).not.toBe(first?.id);
  });

  test("says of the log that it is the log, and what to do", () => {
    expect(judgeDisk(null, { ...seen(4_000, 0), what: "log" }, bounds)).toMatchObject({
      evidence: { freeBytes: 4_000, totalBytes: 100_000 },
      summary: { en: expect.stringContaining("log.keep"), fr: expect.stringContaining("journal") },
    });
  });

  test("says how much is left, and what was wanted", () => {
    expect(follow(4_000)[0]).toMatchObject({
      evidence: { freeBytes: 4_000, warnBelowBytes: 5_000, criticalBelowBytes: 1_000 },
      summary: { en: expect.stringContaining("4 kB"), fr: expect.stringContaining("4 ko") },
    });
  });
});

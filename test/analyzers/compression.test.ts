import { expect, test } from "vitest";
import { encryptedShare } from "../../analyzers/compression/judge-ratio.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import {
  begin,
  GB,
  longAfter,
  type Night,
  nightOf,
  tellNights,
  usual,
} from "./compressed-nights.ts";
import { hour, readEvent, speakOf, tellStory } from "./tell-story.ts";

const logs = speakOf({ ...VISITOR_DB, backupType: "log" });

const after = (...nights: readonly Night[]) => [...usual.map((ratio) => ({ ratio })), ...nights];
const found = (...nights: readonly Night[]) => tellNights(after(...nights)).find("incompressible");

test("a backup that no longer compresses is told as critical, with the last good run", () => {
  const [finding] = found({ ratio: 1.02 });
  expect(finding).toMatchObject({
    severity: "critical",
    runId: "n10",
    resolvedAt: null,
    evidence: { runs: 10, lastGoodRunId: "n9", lastGoodFinishedAt: instantToJson(hour(217.5)) },
  });
  expect(finding?.evidence["encryptedShare"]).toBeCloseTo(0.952, 2);
  expect(finding?.evidence["deviation"]).toBeLessThan(Number(finding?.evidence["limit"]));
  expect(finding?.summary).toEqual({
    en:
      "The full backup of VisitorDb (acme, visitor, paris, par-sql-03) was compressed from " +
      "100 GB to 98 GB only, by 1.02; 2.6 is usual: perhaps encrypted by somebody else. " +
      "Last good run: n9, 2026-11-29 01:30 (UTC).",
    fr:
      "La sauvegarde complète de VisitorDb (acme, visitor, paris, par-sql-03) n'est passée que de " +
      "100 Go à 98 Go à la compression, d'un facteur 1,02 au lieu de 2,6 : peut-être chiffrée " +
      "par un tiers. Dernière bonne exécution : n9, 2026-11-29 01:30 (UTC).",
  });
});

/** What is left of a ratio of 2.6 when so much of the data does not compress any more. */
const encrypted = (share: number) => 2.6 / (1 - share + 2.6 * share);
const waver = (index: number) => 1 + 0.08 * Math.sin(12.9898 * index);

test("what is encrypted a little more each day is told, though each day is like the one before", () => {
  const nights = Array.from({ length: 50 }, (_, index) => ({
    ratio: encrypted(Math.max(0, 0.03 * (index - 35))) * waver(index),
  }));
  const [finding] = tellNights(nights, "incremental").find("incompressible");
  expect(finding).toMatchObject({ severity: "critical", evidence: { rule: "creep" } });
  const night = Number(finding?.runId?.slice(1));
  expect(night).toBeGreaterThan(37);
  expect(finding?.evidence["lastGoodRunId"]).toBe(`n${night - 10}`);
  expect(Number(finding?.evidence["deviation"])).toBeLessThan(Number(finding?.evidence["limit"]));
});

test("a ratio that wavers, or falls by a hundredth in a week, is not told as a creep", () => {
  const nights = Array.from({ length: 120 }, (_, index) => ({
    ratio: 2.6 * Math.exp(-0.0015 * index) * (1 + 0.01 * Math.sin(12.9898 * index)),
  }));
  for (const type of ["full", "incremental"] as const)
    expect(tellNights(nights, type).find("incompressible")).toEqual([]);
});

test.each([
  ["as ever", { ratio: 2.57 }, 0],
  ["better than ever", { ratio: 3.5 }, 0],
  ["a little worse", { ratio: 2.48 }, 0],
  ["with a seventh encrypted", { ratio: 2.1 }, 1],
  ["with half encrypted", { ratio: 1.43 }, 1],
  ["as ever, though twice as large", { ratio: 2.6, gigabytes: 200 }, 0],
])("a backup compressed %s", (_case, night, count) => {
  expect(found(night)).toHaveLength(count);
});

test("encryption that creeps through the data is told within days", () => {
  const ratioOf = (share: number) => 1 / (share / 0.99 + (1 - share) / 2.6);
  const days = Array.from({ length: 12 }, (_, day) => ({ ratio: ratioOf(0.03 * (day + 1)) }));
  const findings = found(...days);
  expect(findings).toHaveLength(1);
  expect(Number(findings[0]?.runId?.slice(1))).toBeLessThanOrEqual(12);
  expect(findings[0]?.resolvedAt).toBeNull();
});

test("an increment's ratio varies more, and counts sooner when it is large as well", () => {
  const ratios = [2.6, 2.4, 2.75, 2.5, 2.7, 2.55, 2.45, 2.65, 2.6, 2.5];
  const told = (night: Night) =>
    tellNights([...ratios.map((ratio) => ({ ratio })), night], "incremental").find(
      "incompressible",
    );
  expect(told({ ratio: 2.2 })).toEqual([]);
  expect(told({ ratio: 2.02 })).toEqual([]);
  expect(told({ ratio: 2.02, gigabytes: 400 })).toHaveLength(1);
  expect(told({ ratio: 1.3 })).toHaveLength(1);
});

test("what never compressed shows nothing, and small backups neither", () => {
  const flat = usual.map((ratio) => ({ ratio: ratio / 2.4 }));
  expect(tellNights([...flat, { ratio: 0.99 }]).find("incompressible")).toEqual([]);
  const small = after({ ratio: 1.02 }).map(({ ratio }) => ({ ratio, gigabytes: 80_000 / GB }));
  expect(tellNights(small).find("incompressible")).toEqual([]);
});

test("runs in a row are one finding; the next as usual resolves it", () => {
  expect(found({ ratio: 1.02 }, { ratio: 1.01 }, { ratio: 1.03 }, { ratio: 2.6 })).toMatchObject([
    { runId: "n10", resolution: "the next run was compressed as usual" },
  ]);
  const again = found({ ratio: 1.02 }, { ratio: 2.6 }, { ratio: 1.02 });
  expect(again.map(({ runId }) => runId)).toEqual(["n10", "n12"]);
});

test("the first usual run resolves what was open, however long the history is", () => {
  const story = tellNights(longAfter(1.02, 1.02, 2.6));
  expect(story.find("incompressible")).toMatchObject([
    { runId: "n30", resolution: "the next run was compressed as usual" },
  ]);
});

test("another level is adopted after a week, but never that nothing compresses", () => {
  const weekOf = (ratio: number) => Array.from({ length: 8 }, () => ({ ratio }));
  expect(found(...weekOf(2.2))).toMatchObject([
    { runId: "n10", resolution: "new level adopted: a week of runs alike" },
  ]);
  expect(found(...weekOf(2.2), { ratio: 1.7 }).map(({ runId }) => runId)).toEqual(["n10", "n18"]);
  expect(found(...weekOf(1.01))).toMatchObject([{ runId: "n10", resolvedAt: null }]);
});

test("what no longer compresses stays told, however long it lasts", () => {
  const lost = Array.from({ length: 60 }, () => 1.02);
  const story = tellNights(longAfter(...lost));
  expect(story.find("incompressible")).toMatchObject([{ runId: "n30", resolvedAt: null }]);
  const again = tellNights(longAfter(...lost, 2.6, 1.02, 1.02, 2.6)).find("incompressible");
  expect(again).toMatchObject([
    { runId: "n30", resolution: "the next run was compressed as usual" },
    { runId: "n91", resolution: "the next run was compressed as usual" },
  ]);
});

test("what nobody heard of for long is still known when a change is announced", () => {
  const nights = longAfter(...Array.from({ length: 36 }, () => 1.02));
  const story = tellNights(nights);
  const [from, to] = [instantToJson(hour(begin(66) - 9)), instantToJson(hour(begin(66) - 5))];
  const upgrade = { match: { product: "visitor" }, from, to, kind: "upgrade", reason: "v9" };
  story.at(begin(66) - 10, readEvent("change.announced", upgrade));
  for (const night of [66, 67, 68]) story.at(begin(night) + 1, nightOf(night, { ratio: 2 }));
  story.at(begin(69) + 1, nightOf(69, { ratio: 1.8 }));
  expect(story.find("incompressible").map(({ runId }) => runId)).toEqual(["n30", "n69"]);
});

test("logs each quarter of an hour are given a week too before their level is adopted", () => {
  const story = tellStory([{}]);
  const tell = (from: number, count: number, ratioOf: (index: number) => number) => {
    for (let index = from; index < from + count; index += 1) {
      const at = index / 4;
      const sizes = { sizeBytes: GB, storedBytes: Math.round(GB / ratioOf(index)) };
      story.at(at + 0.1, logs.succeeded(`l${index}`, [at, at + 0.05], sizes));
    }
  };
  const waver = (ratio: number) => (index: number) => ratio * (1 + 0.02 * Math.sin(index));
  tell(0, 100, waver(5));
  tell(100, 4 * 24 * 5, waver(2));
  expect(story.find("incompressible")).toMatchObject([{ runId: "l100", resolvedAt: null }]);
  tell(580, 4 * 24 * 2, waver(2));
  expect(story.find("incompressible")).toMatchObject([
    { runId: "l100", resolution: "new level adopted: a week of runs alike" },
  ]);
});

test("other settings that the job itself names begin a new history", () => {
  const plain = { compressed: true, encrypted: false };
  const before = usual.map((ratio) => ({ ratio, more: plain }));
  const sealed = { ratio: 1, more: { compressed: true, encrypted: true } };
  expect(tellNights([...before, sealed, sealed]).find("incompressible")).toEqual([]);
  const same = { ratio: 1, more: plain };
  expect(tellNights([...before, same]).find("incompressible")).toHaveLength(1);
});

test("an announced upgrade explains another ratio, but not that nothing compresses", () => {
  const story = (ratio: number, kind = "upgrade") => {
    const told = tellNights(after());
    const [from, to] = [instantToJson(hour(begin(10) - 9)), instantToJson(hour(begin(10) - 5))];
    const upgrade = { match: { product: "visitor" }, from, to, kind, reason: "v9" };
    told.at(begin(10) - 10, readEvent("change.announced", upgrade));
    for (const night of [10, 11, 12]) told.at(begin(night) + 1, nightOf(night, { ratio }));
    return told.find("incompressible");
  };
  expect(story(2)).toEqual([]);
  expect(story(1.01)).toMatchObject([{ runId: "n10" }]);
  expect(story(2, "policy")).toMatchObject([{ runId: "n10" }]);
});

test("any order of hearing ends with the same findings open, of the same runs", () => {
  const nights = after({ ratio: 1.3 }, { ratio: 2.6 }, { ratio: 1.2 }, { ratio: 1.1 });
  const events = nights.map((night, index) => nightOf(index, night));
  const orders = [events, events.toReversed(), [...events.slice(5), ...events.slice(0, 8)]];
  for (const order of orders) {
    const story = tellStory([{}]);
    story.at(begin(30), ...order);
    const open = story.find("incompressible").filter(({ resolvedAt }) => resolvedAt === null);
    expect(open.map(({ runId }) => runId)).toEqual(["n12"]);
  }
});

test("encryptedShare() inverts what a share of encrypted data does to a ratio", () => {
  for (const share of [0.1, 0.5, 0.9]) {
    const ratio = 1 / (share / 0.99 + (1 - share) / 2.6);
    expect(encryptedShare(Math.log(ratio), Math.log(2.6))).toBeCloseTo(share, 10);
  }
});

import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { eventSchema } from "../../../schemas/events.ts";
import { type Series, seriesKey } from "../../../schemas/series.ts";
import { DEFAULT_PARAMETERS, damageSpan } from "./bench-parameters.ts";
import { eventToJson } from "./event-to-json.ts";
import { findChainDamage } from "./find-chain-damage.ts";
import { createDamageFinder, type Found, SHOWN_KINDS } from "./find-damage.ts";
import { type Generated, generate } from "./generate.ts";
import { type Label, PLANTED_KINDS, type PlantedKind, STATISTICAL_KINDS } from "./label.ts";
import { QUANTITIES } from "./rivals/strangeness.ts";
import { only, untroubled } from "./small-parameters.ts";

const FULL = {
  ...DEFAULT_PARAMETERS,
  series: 24,
  days: 80,
  delivery: { ...DEFAULT_PARAMETERS.delivery, beatsEveryMs: [30 * 60_000] },
};

/** What is planted with it of one cause. */
const FOLLOWS: Partial<Record<PlantedKind, readonly PlantedKind[]>> = {
  failed: ["missing"],
  "copy-late": ["copy-missing"],
  "chain-broken": ["copy-lost"],
};
/** Assets whose runs rest on each other, and no others. */
const CHAINS = { daily: 0, workdays: 0, weekly: 1, logged: 1, vm: 1, share: 0 };
const DAILY = { daily: 1, workdays: 0, weekly: 0, logged: 0, vm: 0, share: 0 };
/** Every schedule has to be learned, and some change. */
const CHANGING = { learnedSchedules: 1, scheduleChanges: 1 };
const DAY_MS = 86_400_000;
/** A copy is lost or changed up to so long after the slot of its run. */
const AFTERWARDS_MS = 6 * DAY_MS;
/** What befalls a copy as it ends shows long after the slot of its run. */
const LONG_AFTERWARDS_MS = 45 * DAY_MS;

function digest({ events, policies, labels, circumstances }: Generated): string {
  const told = [events.map(eventToJson), policies, labels, circumstances];
  return hash("sha256", JSON.stringify(told));
}

describe("generate()", () => {
  test("gives the same history for the same seed, and another for another", () => {
    const first = digest(generate(FULL));
    expect(digest(generate(FULL))).toBe(first);
    expect(digest(generate({ ...FULL, seed: 2 }))).not.toBe(first);
  });

  test("makes events of the contract, in order of receipt", () => {
    const { events, untilMs } = generate(FULL);
    const types = new Set(events.map(({ type }) => type));
    expect(types.size).toBeGreaterThanOrEqual(6);
    for (const event of events) expect(eventSchema.parse(eventToJson(event))).toEqual(event);
    const received = events.map(({ receivedtime }) => receivedtime ?? 0);
    expect(received).toEqual([...received].sort((a, b) => a - b));
    expect(Math.max(...received)).toBeLessThanOrEqual(untilMs);
  });

  test.each([1, 2, 3, 4])("makes whole milliseconds and known slots of seed %i too", (seed) => {
    const shares = { ...FULL.shares, bornLater: 0.4, retired: 0.5, movedCopies: 0.1 };
    const { events, labels } = generate({ ...FULL, seed, shares, days: 60 + 10 * seed });
    for (const { time, receivedtime } of events)
      expect([Number.isSafeInteger(time), Number.isSafeInteger(receivedtime)]).toEqual([
        true,
        true,
      ]);
    for (const { fromMs, toMs } of labels) expect(toMs).toBeGreaterThanOrEqual(fromMs);
  });

  test("labels nothing where nothing is planted", () => {
    const generated = generate(untroubled());
    expect(generated.labels).toEqual([]);
    const find = createDamageFinder(generated);
    for (const kind of SHOWN_KINDS) expect(find(kind), kind).toEqual([]);
    expect(findChainDamage(generated)).toEqual([]);
  });

  test("never lets a heartbeat vouch for what comes after it", () => {
    const { events, lines } = generate(FULL);
    const vouchedMs = new Map<string, number>();
    const collectors = new Map(lines.map(({ source, collector }) => [source, collector]));
    for (const event of events) {
      if (event.type === "vigie.collector.heartbeat.v1")
        vouchedMs.set(event.data.collector, event.data.watermark);
      const collector = collectors.get(event.source);
      const isRun = event.type.startsWith("vigie.backup.");
      const isHeldBack = (event.receivedtime ?? 0) - event.time > 95_000;
      if (collector && isRun && !isHeldBack)
        expect(event.time).toBeGreaterThan(vouchedMs.get(collector) ?? 0);
    }
  });

  test.each(PLANTED_KINDS)("labels %s and nothing else where only that is planted", (kind) => {
    const { labels } = generate(only(kind));
    const expected = new Set<string>([kind, ...(FOLLOWS[kind] ?? [])]);
    // Whatever delays runs may leave the newest restorable point too old.
    const planted = labels.filter((label) => label.kind !== "rpo-breach");
    expect(new Set(planted.map((label) => label.kind))).toEqual(expected);
    const span = damageSpan(only(kind));
    for (const label of labels) {
      expect(label.fromMs).toBeGreaterThanOrEqual(span.fromMs);
      expect(label.detectableAtMs).toBeGreaterThanOrEqual(label.fromMs);
      expect(label.hitUntilMs).toBeGreaterThan(label.detectableAtMs);
    }
  });

  test.each(SHOWN_KINDS)("labels %s just where the events show it", (kind) => {
    expectLabelsWhereShown(generate(only(kind)), kind);
  });

  test.each([
    ...["failed", "lock-short", "unencrypted", "copies-colocated", "copy-lost", "warned"],
  ] as const)("labels %s just where the events show it while schedules change", (kind) => {
    expectLabelsWhereShown(generate({ ...only(kind, 150, CHANGING), weights: DAILY }), kind);
  });

  test("labels a failure from before it is told, while schedules change", () => {
    const { events, labels } = generate({ ...only("failed", 80, CHANGING), weights: DAILY });
    const isOf = (
      label: Label,
      { series, finishedAt = 0 }: { series: Series; finishedAt?: number },
    ) =>
      label.subject === seriesKey(series) && label.fromMs <= finishedAt && finishedAt <= label.toMs;
    const failures = events.filter((event) => event.type === "vigie.backup.failed.v1");
    const own = labels.filter(({ kind }) => kind === "failed");
    expect(failures.length).toBeGreaterThan(20);
    expect(failures.filter(({ data }) => !own.some((label) => isOf(label, data)))).toEqual([]);
  });

  test("labels one purge where two would leave a series short at a time", () => {
    const labels = generate({ ...only("retention-short", 150), weights: CHAINS }).labels;
    const meets = (one: Label, other: Label) =>
      one !== other && one.fromMs <= other.toMs && other.fromMs <= one.toMs;
    expect(labels.length).toBeGreaterThan(0);
    for (const own of Map.groupBy(labels, ({ subject }) => subject).values())
      expect(own.filter((label) => own.some((other) => meets(label, other)))).toEqual([]);
  });

  test.each([
    ["chain-broken", "gap"],
    ["chain-broken", "base unknown"],
    ["chain-broken", "base gone"],
    ["base-hijacked", "base unknown"],
  ] as const)("labels %s just where the events show it: %s", (kind, why) => {
    const generated = generate({ ...only(kind), weights: CHAINS });
    const labels = generated.labels.filter((label) => label.kind === kind);
    const found = findChainDamage(generated);
    const isOf = (label: Label, { subject, dueMs }: Found) =>
      label.subject === subject && label.fromMs - 8 * DAY_MS <= dueMs && dueMs <= label.toMs;
    expect(found.filter((broken) => broken.why === why).length).toBeGreaterThan(0);
    expect(found.filter((broken) => !labels.some((label) => isOf(label, broken)))).toEqual([]);
    expect(labels.filter((label) => !found.some((broken) => isOf(label, broken)))).toEqual([]);
  });

  test("labels a hijacked base from the run that it is told of, while schedules change", () => {
    const weights = { ...DAILY, daily: 0, weekly: 1 };
    const parameters = { ...only("base-hijacked", 80, CHANGING), weights, series: 60, seed: 5 };
    const generated = generate(parameters);
    const found = findChainDamage(generated);
    const isOf = (label: Label, { subject, dueMs }: Found) =>
      label.subject === subject && label.fromMs === dueMs;
    const labels = generated.labels.filter(({ kind }) => kind === "base-hijacked");
    expect(labels.length).toBeGreaterThan(10);
    expect(labels.filter((label) => !found.some((broken) => isOf(label, broken)))).toEqual([]);
  });

  test("deletes many copies of a vault where a mass deletion is labelled, and nowhere else", () => {
    const { events, labels } = generate(only("mass-deletion", 40, { asksLock: 0 }));
    const removals = events.filter((event) => event.type === "vigie.copy.removed.v1");
    const within = ({ subject, fromMs, toMs }: Label) =>
      removals.filter(({ data: { copy } }) => {
        const isWithin = fromMs <= copy.removedAt && copy.removedAt <= toMs;
        return copy.vault === subject && isWithin;
      }).length;
    const deletions = labels.filter(({ kind }) => kind === "mass-deletion");
    expect(deletions.length).toBeGreaterThan(0);
    for (const label of deletions) expect(within(label)).toBeGreaterThanOrEqual(12);
  });

  test("shortens many locks instead where copies are locked", () => {
    const { events, labels } = generate(
      only("mass-deletion", 40, { asksLock: 1, withoutRetention: 0 }),
    );
    const lockedMs = new Map<string, number>();
    const shortenedAtMs: number[] = [];
    for (const { type, data } of events) {
      if (type !== "vigie.copy.observed.v1") continue;
      const { uri, lockedUntil = 0, observedAt } = data.copy;
      if (lockedUntil < (lockedMs.get(uri) ?? 0)) shortenedAtMs.push(observedAt);
      lockedMs.set(uri, lockedUntil);
    }
    for (const { fromMs, toMs } of labels.filter(({ kind }) => kind === "mass-deletion"))
      expect(
        shortenedAtMs.filter((atMs) => fromMs <= atMs && atMs <= toMs).length,
      ).toBeGreaterThanOrEqual(12);
  });

  test("labels a breached objective only where no run came for so long", () => {
    const { labels, runs, lines } = generate(only("missing"));
    const breaches = labels.filter(({ kind }) => kind === "rpo-breach");
    expect(breaches.length).toBeGreaterThan(0);
    for (const { subject, fromMs, toMs } of breaches) {
      const line = lines.find((other) => other.subject === subject);
      const within = (runs.get(subject) ?? []).filter(
        ({ startedAtMs, finishedAtMs }) =>
          fromMs - (line?.policy.objectives?.rpo ?? 0) < startedAtMs && finishedAtMs < toMs,
      );
      expect(within).toEqual([]);
    }
  });

  test.each(STATISTICAL_KINDS)("labels as %s runs that are far from what is true", (kind) => {
    const { labels, runs } = generate(only(kind));
    const { of, sign } = QUANTITIES[kind];
    for (const { subject, fromMs, toMs, tier } of labels) {
      const damaged = (runs.get(subject) ?? []).filter(
        ({ startedAtMs, finishedAtMs }) => startedAtMs >= fromMs && finishedAtMs <= toMs,
      );
      const off = damaged.map((run) => sign * (of(run).log - of(run).mean));
      expect(Math.max(...off), tier).toBeGreaterThan(0.05);
    }
  });
});

/** Each damage has a label of its series and time, and each label has its damage. */
function expectLabelsWhereShown(generated: Generated, kind: PlantedKind): void {
  const labels = generated.labels.filter((label) => label.kind === kind);
  const found = createDamageFinder(generated)(kind);
  const isLong = kind === "purge-overdue" || kind === "retention-short";
  const afterwardsMs = isLong ? LONG_AFTERWARDS_MS : AFTERWARDS_MS;
  const isOf = (label: Label, { subject, dueMs }: Found) =>
    label.subject === subject && label.fromMs - afterwardsMs <= dueMs && dueMs <= label.toMs;
  // What came and went before anybody could know is damage, and has no label.
  const isUnseen = ({ subject, dueMs }: Found) =>
    generated.circumstances.some(
      (other) =>
        other.cause === "unseen damage" &&
        other.subject === subject &&
        other.fromMs - afterwardsMs <= dueMs &&
        dueMs <= other.toMs,
    );
  const told = found.filter((damage) => !isUnseen(damage));
  expect(labels.length).toBeGreaterThan(0);
  expect(told.filter((damage) => !labels.some((label) => isOf(label, damage)))).toEqual([]);
  expect(labels.filter((label) => !found.some((damage) => isOf(label, damage)))).toEqual([]);
}

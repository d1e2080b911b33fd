import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { eventSchema } from "../../../schemas/events.ts";
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
    const generated = generate(only(kind));
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

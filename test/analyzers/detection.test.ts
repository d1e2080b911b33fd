import fc from "fast-check";
import { expect, test } from "vitest";
import { runBacktest } from "../../analyzers/backtest/run-backtest.ts";
import { advanceThrough } from "../../analyzers/detection/advance-through.ts";
import { createAlarms } from "../../analyzers/detection/alarms.ts";
import { createDetection } from "../../analyzers/detection/create-detection.ts";
import type { VigieEvent } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, hour, readPolicy, speakOf, tellStory } from "./tell-story.ts";

const NIGHTS = 6;
const POLICY = readPolicy({
  copies: { required: ["primary", "duplicate"], within: "4h" },
  retention: { keep: "14d" },
  objectives: { rpo: "26h" },
});
const { started, succeeded, failed, observed } = speakOf(VISITOR_DB);
const covers = { sources: ["/sql/"], vaults: ["primary-vault", "duplicate-vault"] };

/** What may become of a night. */
const night = fc.constantFrom("good", "none", "failed", "twice", "no-duplicate", "endless");
type Night = "good" | "none" | "failed" | "twice" | "no-duplicate" | "endless";

function speakOfNight(kind: Night, index: number): readonly VigieEvent[] {
  const at = 1 + 24 * index;
  const sum = { checksum: { algorithm: "sha256", value: `sum${index}` } };
  const run = [started(`n${index}`, at), succeeded(`n${index}`, [at, at + 0.5])];
  const primary = observed(`n${index}`, "primary", at + 0.6, sum);
  const duplicate = observed(`n${index}`, "duplicate", at + 0.7, sum);
  const again = [`again${index}`, [at + 2, at + 2.5]] as const;
  switch (kind) {
    case "good":
      return [...run, primary, duplicate];
    case "none":
      return [];
    case "failed":
      return [started(`n${index}`, at), failed(`n${index}`, at + 0.2)];
    case "twice":
      return [...run, primary, duplicate, succeeded(...again)];
    case "no-duplicate":
      return [...run, primary];
    case "endless":
      return [started(`n${index}`, at)];
  }
}

/** Each night's events in the given order at 10:00, then a heartbeat that vouches for them. */
type Order = (events: readonly VigieEvent[]) => VigieEvent[];

function tellNights(nights: readonly Night[], order: Order) {
  const story = tellStory([POLICY_TEXT]);
  story.at(0.5, heartbeat("sql", 0.5, covers));
  for (const [index, kind] of nights.entries()) {
    const at = 10 + 24 * index;
    story.at(at, ...order(speakOfNight(kind, index)));
    story.at(at + 0.1, heartbeat("sql", at, covers));
  }
  return story.all().map(({ id, kind, slot, runId, copy }) => [id, kind, slot, runId, copy?.uri]);
}
const POLICY_TEXT = {
  copies: { required: ["primary", "duplicate"], within: "4h" },
  retention: { keep: "14d" },
};

test("detection finds the same, to the id, in whatever order a night's events are delivered", () => {
  const nights = fc.array(night, { minLength: 1, maxLength: NIGHTS });
  fc.assert(
    fc.property(nights, fc.infiniteStream(fc.nat()), (kinds, numbers) => {
      const straight = tellNights(["good", ...kinds], (events) => [...events]);
      const shuffled = tellNights(["good", ...kinds], (events) => {
        const keyed = [...events].map((event) => ({ event, key: numbers.next().value ?? 0 }));
        return keyed.sort((a, b) => a.key - b.key).map(({ event }) => event);
      });
      expect(shuffled.map(String).sort()).toEqual(straight.map(String).sort());
    }),
    { numRuns: 100 },
  );
});

test("detection finds the same when every event is delivered twice", () => {
  fc.assert(
    fc.property(fc.array(night, { minLength: 1, maxLength: NIGHTS }), (kinds) => {
      const once = tellNights(["good", ...kinds], (events) => [...events]);
      const twice = tellNights(["good", ...kinds], (events) => [...events, ...events]);
      expect(twice).toEqual(once);
    }),
    { numRuns: 50 },
  );
});

/** A history as a file would hold it: each event with when it was received. */
function record(nights: readonly Night[]): VigieEvent[] {
  return nights.flatMap((kind, index) => {
    const receivedtime = hour(10 + 24 * index);
    const beat = heartbeat("sql", 10 + 24 * index, covers);
    return [...speakOfNight(kind, index), beat].map((event) => ({ ...event, receivedtime }));
  });
}

test("a backtest gives ids and versions that replaying gives again", async () => {
  const events = record(["good", "none", "failed", "endless", "no-duplicate", "twice", "good"]);
  const untilMs = hour(24 * 9);
  const first = await runBacktest({ events, policies: [POLICY], untilMs });
  expect(await runBacktest({ events, policies: [POLICY], untilMs })).toEqual(first);
  const kinds = new Set(first.map(({ kind }) => kind));
  for (const kind of ["missing", "failed", "stuck", "copy-missing", "extra-run"])
    expect(kinds).toContain(kind);
  const opened = first.map(({ openedAt }) => openedAt);
  expect(opened).toEqual([...opened].sort());
});

test("more ticks than were asked for change no finding", () => {
  const events = record(["good", "none", "failed", "endless", "good"]);
  const exact = createDetection({ policies: [POLICY] });
  const busy = createDetection({ policies: [POLICY] });
  const [found, foundBusily] = [[] as unknown[], [] as unknown[]];
  let tickMs = hour(0);
  for (const event of events) {
    const atMs = event.receivedtime ?? 0;
    found.push(...advanceThrough(exact, atMs), ...exact.accept(event, atMs));
    for (; tickMs <= atMs; tickMs += 5 * 60_000)
      foundBusily.push(...advanceThrough(busy, tickMs), ...busy.advance(tickMs));
    foundBusily.push(...advanceThrough(busy, atMs), ...busy.accept(event, atMs));
  }
  expect(foundBusily).toEqual(found);
});

test("a history that comes in one batch without any collector finds only what is so", async () => {
  const nights = record(["good", "good", "none", "good", "good"]);
  const events = nights.filter(({ type }) => type !== "vigie.collector.heartbeat.v1");
  const batch = events.map((event, index) => ({ ...event, receivedtime: hour(200) + index }));
  const findings = await runBacktest({ events: batch, policies: [POLICY], untilMs: hour(201) });
  expect(findings.map(({ kind, slot }) => [kind, slot])).toEqual([
    ["missing", instantToJson(hour(49))],
    ["missing", instantToJson(hour(121))],
    ["missing", instantToJson(hour(145))],
    ["missing", instantToJson(hour(169))],
    ["missing", instantToJson(hour(193))],
    ["rpo-breach", null],
  ]);
});

test("old events may come in pieces: a tick between them makes nothing absent", () => {
  const story = tellStory([POLICY_TEXT]);
  // 01:00 is due within the minute that follows the first piece.
  story.at(24.99, started("n0", 1));
  story.at(25.001, succeeded("n0", [1, 1.5]));
  expect(story.all()).toEqual([]);
  story.until(25.02);
  expect(story.open()).toEqual(["copy-missing", "copy-missing"]);
});

test("a backtest ends when the last event was received unless told otherwise", async () => {
  const events = record(["good", "none"]);
  const untilLast = await runBacktest({ events, policies: [POLICY] });
  expect(untilLast.map(({ kind }) => kind)).toContain("missing");
  const untilEvening = await runBacktest({ events, policies: [POLICY], untilMs: hour(17) });
  expect(untilEvening.map(({ kind }) => kind)).toEqual(["collector-silent"]);
  expect(untilEvening[0]?.openedAt).toBe(instantToJson(hour(16)));
});

test("alarms come in order of their instant, once each, the earliest that was set", () => {
  const entries = fc.array(fc.tuple(fc.nat({ max: 50 }), fc.constantFrom("a", "b", "c", "d")));
  fc.assert(
    fc.property(entries, fc.nat({ max: 50 }), (all, until) => {
      const alarms = createAlarms<string>();
      const earliest = new Map<string, number>();
      for (const [atMs, who] of all) {
        alarms.set(atMs, who);
        earliest.set(who, Math.min(atMs, earliest.get(who) ?? atMs));
      }
      const taken: number[] = [];
      for (let who = alarms.takeDue(until); who; who = alarms.takeDue(until))
        taken.push(earliest.get(who) ?? -1);
      const due = [...earliest.values()].filter((atMs) => atMs <= until);
      expect(taken).toEqual(due.sort((a, b) => a - b));
    }),
  );
});

test("tens of thousands of events of a thousand series are a matter of seconds", async () => {
  const events: VigieEvent[] = [];
  const [nights, series] = [8, 1_000];
  for (let index = 0; index < nights; index++) {
    for (let number = 0; number < series; number++) {
      const { started, succeeded, observed } = speakOf({
        ...VISITOR_DB,
        instance: `sql-${number}`,
      });
      const at = 1 + 24 * index;
      const receivedtime = hour(at + 1);
      const run = [started(`n${index}`, at), succeeded(`n${index}`, [at, at + 0.5])];
      const seen = [observed(`n${index}`, "primary", at + 1)];
      for (const event of [...run, ...seen]) events.push({ ...event, receivedtime });
    }
    const beat = heartbeat("sql", 10 + 24 * index, covers);
    events.push({ ...beat, receivedtime: hour(10 + 24 * index) });
  }
  const before = process.cpuUsage();
  const findings = await runBacktest({ events, policies: [readPolicy({})] });
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(10);
  expect(findings.every(({ kind }) => kind === "collector-silent")).toBe(true);
});

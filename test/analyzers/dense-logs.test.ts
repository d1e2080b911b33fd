import { beforeAll, describe, expect, test } from "vitest";
import { advanceThrough } from "../../analyzers/detection/advance-through.ts";
import { createDetection } from "../../analyzers/detection/create-detection.ts";
import type { RememberedDetection } from "../../analyzers/detection/remembered-detection.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { beat as beatOfAll, instantOf } from "./invent-estate.ts";
import { logEachMinute } from "./log-each-minute.ts";
import { heartbeat, instant, speakOf, tellStory } from "./tell-story.ts";

/** Logs each 15 minutes that are kept for 14 days: 1,344 of them. */
const POLICY = {
  schedule: { cron: "*/15 * * * *", zone: "UTC", startWithin: "15m", finishWithin: "1h" },
  copies: { required: ["primary"], within: "1h" },
  retention: { keep: "14d" },
};
const EACH = 1 / 4;
const MINUTE = 1 / 60;
const DAYS = 16;
const NOW = 24 * DAYS;
const { succeeded, failed, observed, removed } = speakOf({ ...VISITOR_DB, backupType: "log" });

const idOf = (at: number) => `log${at / EACH}`;
const beat = (at: number) =>
  heartbeat("eyes", at, { sources: ["/sql/"], vaults: ["primary-vault"] });
const eventsOf = (at: number) => [
  succeeded(idOf(at), [at, at + MINUTE]),
  observed(idOf(at), "primary", at + 2 * MINUTE),
];
/** When the logs of some days began, the first first. */
function logsOf(fromDay: number, untilDay: number): readonly number[] {
  const logs = Math.round((24 * (untilDay - fromDay)) / EACH);
  return Array.from({ length: logs }, (_, index) => 24 * fromDay + index * EACH);
}

type Story = ReturnType<typeof tellStory>;

function tellLogs(story: Story, fromDay: number, untilDay: number) {
  for (const at of logsOf(fromDay, untilDay)) {
    const heard = at + 3 * MINUTE;
    story.at(heard, ...eventsOf(at), beat(heard));
  }
}

/** As a checkpoint has it. */
function goOn({ detection }: Story): () => Story {
  const { shared, assets } = detection.remember();
  const remembered: RememberedDetection = { shared, assets: [...assets] };
  return () => tellStory([POLICY], { remembered: structuredClone(remembered) });
}

describe("of logs each 15 minutes over 16 days", () => {
  let goOnThen: () => Story;
  beforeAll(() => {
    const story = tellStory([POLICY]);
    tellLogs(story, 0, DAYS);
    expect(story.all()).toEqual([]);
    expect(story.detection.passedOver()).toEqual([]);
    goOnThen = goOn(story);
  });

  test("a copy of day 6 that is deleted before its time is lost", () => {
    const story = goOnThen();
    story.at(NOW, removed(idOf(24 * 6), "primary", NOW - MINUTE), beat(NOW));
    expect(story.find("copy-lost")).toMatchObject([
      {
        runId: idOf(24 * 6),
        slot: instant(24 * 6),
        evidence: { keepUntil: instant(24 * 20) },
        resolvedAt: null,
      },
    ]);
    story.at(NOW + 1, observed(idOf(24 * 6), "primary", NOW + 1));
    expect(story.open()).toEqual([]);
  });

  test("one that is past its retention may go", () => {
    const story = goOnThen();
    story.at(NOW, removed(idOf(24 * 1), "primary", NOW - MINUTE), beat(NOW));
    expect(story.all()).toEqual([]);
  });

  test("a vault that is purged to three days holds fewer than are promised", () => {
    const story = goOnThen();
    const gone = logsOf(DAYS - 14, DAYS - 3);
    for (const at of gone) story.at(NOW, removed(idOf(at), "primary", NOW - MINUTE));
    story.at(NOW, beat(NOW));
    const [short, ...others] = story.find("retention-short");
    expect(others).toEqual([]);
    expect(short?.evidence).toMatchObject({
      promised: 14 * 96,
      present: 3 * 96,
      removedEarly: gone.length,
    });
  });

  test("a mass deletion of 1,000 old copies counts all of them", () => {
    const story = goOnThen();
    const gone = logsOf(DAYS - 13, DAYS).slice(0, 1_000);
    for (const at of gone) story.at(NOW, removed(idOf(at), "primary", NOW - MINUTE));
    story.at(NOW + 2 * MINUTE, beat(NOW));
    expect(story.find("mass-deletion")).toMatchObject([
      { version: 2, evidence: { runs: 1_000, removed: 1_000, rule: "series" } },
    ]);
    expect(story.find("copy-lost")).toHaveLength(1_000);
  });

  test("what was heard of at once counts as what was heard of day by day", () => {
    const story = tellStory([POLICY]);
    story.at(NOW, ...logsOf(DAYS - 13, DAYS).flatMap(eventsOf), beat(NOW));
    expect(story.find("copy-missing")).toEqual([]);
    story.at(NOW + MINUTE, removed(idOf(24 * 6), "primary", NOW), beat(NOW + MINUTE));
    expect(story.find("copy-lost")).toMatchObject([{ runId: idOf(24 * 6) }]);
  });

  test("a later run of an old slot is the one that counts there", () => {
    const story = goOnThen();
    const [at, id] = [24 * 6, idOf(24 * 6)];
    story.at(NOW, removed(id, "primary", NOW - MINUTE), beat(NOW));
    expect(story.open()).toEqual(["copy-lost"]);
    story.at(
      NOW + MINUTE,
      succeeded("again", [at + 5 * MINUTE, at + 6 * MINUTE]),
      observed("again", "primary", at + 7 * MINUTE),
    );
    expect(story.find("copy-lost")).toMatchObject([{ resolution: "another run fills its slot" }]);
    story.at(NOW + 1, removed("again", "primary", NOW + MINUTE), beat(NOW + 1));
    expect(story.find("copy-lost").at(-1)).toMatchObject({ runId: "again", resolvedAt: null });
  });

  const at = 24 * 6;
  test.each([
    ["to have failed after all", failed("again", at + 8 * MINUTE)],
    ["to have run before", succeeded("again", [at - 10 * MINUTE, at - 9 * MINUTE])],
  ])("a run that is said %s leaves its old slot to the one it took it from", (_, said) => {
    const story = goOnThen();
    const id = idOf(at);
    const place = observed("again", "primary", at + 7 * MINUTE);
    story.at(NOW, succeeded("again", [at + 5 * MINUTE, at + 6 * MINUTE]), place);
    story.at(NOW + MINUTE, removed(id, "primary", NOW), beat(NOW + MINUTE));
    expect(story.find("copy-lost")).toEqual([]);
    story.at(NOW + 2 * MINUTE, said, beat(NOW + 2 * MINUTE));
    expect(story.find("copy-lost")).toMatchObject([{ runId: id, resolvedAt: null }]);
  });
});

test("copies are judged of runs whose old slots were learned after all was heard of them", () => {
  const story = tellStory([{ ...POLICY, schedule: "learned" }]);
  const eyes = heartbeat("eyes", NOW, { vaults: ["primary-vault"] });
  const jobs = (at: number) => heartbeat("jobs", at, { sources: ["/sql/"] });
  const unseen = 24 * (DAYS - 6);
  const logs = logsOf(DAYS - 13, DAYS);
  const events = logs.flatMap((at) => (at === unseen ? eventsOf(at).slice(0, 1) : eventsOf(at)));
  story.at(NOW, eyes, jobs(24), ...events, jobs(NOW));
  expect(story.find("copy-missing")).toMatchObject([{ runId: idOf(unseen) }]);
});

test("copies of slots that are judged no more are told alike asleep, and by one that goes on", () => {
  const { policies, told } = logEachMinute();
  const ending = Math.max(...told.map(({ at }) => at)) + 0.1;
  const said = [...told, { event: beatOfAll(ending), at: ending }];
  const tell = (restartEach: number, awakeBytesMax = Number.POSITIVE_INFINITY) => {
    let detection = createDetection({ policies });
    return said.flatMap(({ event, at }, index) => {
      const found = [...advanceThrough(detection, instantOf(at))];
      found.push(...detection.accept(event, instantOf(at)));
      if (index % restartEach === restartEach - 1) {
        const { shared, assets } = detection.remember();
        const remembered = structuredClone({ shared, assets: [...assets] });
        detection = createDetection({ policies, awakeBytesMax, remembered });
      }
      return found;
    });
  };
  const versions = tell(Number.POSITIVE_INFINITY);
  const lost = versions.filter(({ kind }) => kind === "copy-lost");
  expect(new Set(lost.map(({ runId }) => runId)).size).toBe(30);
  expect(lost.filter(({ resolvedAt }) => resolvedAt !== null)).toMatchObject([
    { runId: "log4", resolution: "another run fills its slot" },
  ]);
  expect(tell(90)).toEqual(versions);
  // From then on most are of slots that are judged no more, and it sleeps between any two.
  expect(tell(900, 0)).toEqual(versions);
});

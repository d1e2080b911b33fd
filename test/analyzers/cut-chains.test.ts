import { expect, test } from "vitest";
import { VISITOR_DB } from "../visitor-db.ts";
import { speakOfAsset } from "./speak-of-asset.ts";
import { heartbeat, speakOf, tellStory } from "./tell-story.ts";

const { full, differential, logs } = speakOfAsset();
const WEEKLY = { schedule: { cron: "0 1 * * 5", zone: "UTC" }, retention: { keep: "14d" } };
const VAULTS = ["primary-vault", "duplicate-vault"];
const beat = (at: number) => heartbeat("eyes", at, { sources: ["/sql/"], vaults: VAULTS });
const WEEK = 168;
/** More than are kept of an asset, each a little after the one before. */
const TOO_MANY = 5_100;
const EVERY = 0.028;
const END = 2 + TOO_MANY * EVERY;

type Story = ReturnType<typeof tellStory>;
const told = (story: Story) =>
  story
    .all()
    .filter(({ kind }) => kind === "chain-broken" || kind === "base-hijacked")
    .map(({ kind, runId }) => [kind, runId]);
const isCut = (story: Story) =>
  story.detection.passedOver().some(({ bound }) => bound === "runs-of-asset");

function tellMany(eventOf: (index: number, at: number) => ReturnType<typeof logs.failed>) {
  const story = tellStory([WEEKLY]);
  story.at(1.3, full("f1", [1, 1.2], 100), beat(1.3));
  for (let index = 0; index < TOO_MANY; index += 1) {
    const at = 2 + index * EVERY;
    story.at(at + 0.01, eventOf(index, at));
  }
  return story;
}

const hours = Array.from({ length: 3 }, (_, week) => END + 10 + week * WEEK);

/** Weekly fulls, each with a differential that leans on another full, absent or foreign. */
function leanElsewhere(story: Story) {
  for (const [week, at] of hours.entries()) {
    const lsn = 10_000 + 100 * week;
    const base = week === 2 ? { set: "foreign", lsn: lsn + 50 } : { set: `lost${week}`, lsn };
    const ours = full(`g${week}`, [at - 1, at - 0.5], lsn);
    story.at(at + 1, ours, differential(`d${week}`, [at, at + 0.1], base), beat(at + 1));
  }
}

const ELSEWHERE = [
  ["chain-broken", "d0"],
  ["chain-broken", "d1"],
  ["base-hijacked", "d2"],
];

test("a log job that fails again and again silences no broken chain of its asset", () => {
  const story = tellMany((index, at) => logs.failed(`l${index}`, at));
  expect(isCut(story)).toBe(true);
  leanElsewhere(story);
  expect(told(story)).toEqual(ELSEWHERE);
});

test("where our newest full is known, no run that had to be forgotten is another base", () => {
  const story = tellMany((index, at) => logs.succeeded(`l${index}`, [at, at + 0.005]));
  expect(isCut(story)).toBe(true);
  leanElsewhere(story);
  expect(told(story)).toEqual(ELSEWHERE);
});

const incremental = speakOf({ ...VISITOR_DB, backupType: "incremental" });
const image = (runId: string, at: number, parentRunId: string) =>
  incremental.succeeded(runId, [at, at + 0.1], { parentRunId });

test("the parent of an incremental may be one that had to be forgotten, until it would be anyway", () => {
  const story = tellMany((index, at) => logs.succeeded(`l${index}`, [at, at + 0.005]));
  story.at(END + 1, image("i0", END, "f1"), image("i1", END + 0.5, "nobody"), beat(END + 1));
  expect(told(story)).toEqual([]);
  const later = END + 5 * WEEK;
  story.at(
    later + 1,
    full("f2", [later - 1, later - 0.5], 20_000),
    image("i2", later, "nothing"),
    beat(later + 1),
  );
  expect(told(story)).toContainEqual(["chain-broken", "i2"]);
});

test("runs of which nothing says that they were are no parent, forgotten or not", () => {
  const story = tellMany((index, at) => logs.failed(`l${index}`, at));
  story.at(END + 1, image("i0", END, "f1"), image("i1", END + 0.5, "nobody"), beat(END + 1));
  expect(told(story)).toEqual([["chain-broken", "i1"]]);
});

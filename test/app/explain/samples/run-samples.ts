import {
  DAILY,
  heartbeat,
  instant,
  readEvent,
  speakOf,
  tellStory,
} from "../../../analyzers/tell-story.ts";
import { VISITOR_DB } from "../../../visitor-db.ts";
import type { Samples } from "./samples.ts";

const { started, succeeded, failed } = speakOf(VISITOR_DB);
const beat = (at: number) => heartbeat("sql", at, { sources: ["/sql/"] });
const SCHEDULE = DAILY.schedule;
const GB = 1e9;

type Night = { readonly hours?: number; readonly more?: object };

/** Nights from 01:00 on, an hour each; the last as it is said. */
function tellNights(policy: object, nights: readonly Night[]) {
  const story = tellStory([policy]);
  for (const [night, { hours = 1, more = {} }] of nights.entries()) {
    const at = 24 * night + 1;
    story.at(at + hours, succeeded(`n${night}`, [at, at + hours], more), beat(at + hours));
  }
  return story;
}

/** A little different each night. */
const usual = (nights: number, of: (wobble: number) => Night): readonly Night[] =>
  Array.from({ length: nights }, (_, night) => of(1 + 0.01 * ((night * 7) % 5)));

const sized = (wobble: number): Night => ({ more: { sizeBytes: Math.round(100 * GB * wobble) } });
const stored = (ratio: number): Night => ({
  more: { sizeBytes: 100 * GB, storedBytes: Math.round((100 * GB) / ratio) },
});

/** No run in the second night, until the watermark reaches so far. */
function waitUntil(at: number) {
  const story = tellStory([{}]);
  story.at(2, started("n0", 1), succeeded("n0", [1, 2]), beat(2));
  story.at(at, beat(at));
  return story;
}

function extraRun() {
  const story = tellStory([{}]);
  story.at(1.5, succeeded("n1", [1, 1.5]));
  story.at(3.5, succeeded("n2", [3, 3.5]));
  return story;
}

function stuck(at: number, begun: number) {
  const story = tellStory([{ schedule: { ...SCHEDULE, finishWithin: "4h" } }]);
  story.at(begun, started("n1", begun), beat(begun));
  story.at(at, beat(at));
  return story;
}

function drifted() {
  const story = tellStory([{}]);
  for (const [night, aside] of [0, -0.8, -0.8, -0.8, -0.7, -0.8, -0.8, -0.8, -0.8].entries()) {
    const at = 24 * night + 1 + aside;
    story.at(at + 0.5, succeeded(`n${night}`, [at, at + 0.5]), beat(at + 0.5));
  }
  return story;
}

function runsOn() {
  const story = tellNights(
    { schedule: { ...SCHEDULE, maxDuration: "20h", finishWithin: "20h" } },
    usual(10, (wobble) => ({ hours: wobble })),
  );
  story.at(241, started("n10", 241), beat(241));
  story.at(246, beat(246));
  return story;
}

function neverReported() {
  const story = tellNights(
    {},
    usual(8, () => ({})),
  );
  story.at(195.9, beat(195.9));
  return story;
}

function creeping() {
  const nights = Array.from({ length: 40 }, (_, night) =>
    stored(2.6 - 0.012 * Math.max(0, night - 15)),
  );
  return tellNights({}, nights);
}

function expected(policies: readonly object[]) {
  const story = tellStory(policies);
  const said = { series: VISITOR_DB, since: instant(0), owner: "Bo" };
  story.at(0.1, readEvent("asset.expected", said), beat(0.1));
  story.at(9, beat(9));
  return story;
}

const ELSEWHERE = { match: { environment: "staging" } };

/** What is told of runs, by kind and how it came about. */
export const RUN_SAMPLES: Samples = {
  late: () => waitUntil(26.5).find("late"),
  "late, where starts are never reported": () => neverReported().find("late"),
  missing: () => waitUntil(32).find("missing"),
  "stuck past its longest duration": () => stuck(4.5, 1).find("stuck"),
  "stuck at the end of its slot": () => stuck(6, 2.5).find("stuck"),
  failed: () => {
    const story = tellStory([{}]);
    story.at(2, failed("n1", 1.9), beat(2));
    return story.find("failed");
  },
  "extra-run": () => extraRun().find("extra-run"),
  warned: () => tellNights({}, [{ more: { warnings: ["2 files were skipped"] } }]).find("warned"),
  "undersized by its history": () =>
    tellNights({}, [...usual(12, sized), sized(0.45)]).find("undersized"),
  "undersized under its policy's minimum": () =>
    tellNights({ size: { minBytes: "2MiB" } }, [{}]).find("undersized"),
  "undersized as it is empty": () =>
    tellNights({}, [...usual(3, sized), { more: { sizeBytes: 512 } }]).find("undersized"),
  "undersized by and by": () =>
    tellNights(
      {},
      Array.from({ length: 40 }, (_, night) => sized(0.95 ** Math.floor(night / 3))),
    ).find("undersized"),
  oversized: () => tellNights({}, [...usual(12, sized), sized(1.8)]).find("oversized"),
  "too-fast by its history": () =>
    tellNights({}, [...usual(10, (hours) => ({ hours })), { hours: 0.1 }]).find("too-fast"),
  "too-fast under its policy's minimum": () =>
    tellNights({ schedule: { ...SCHEDULE, minDuration: "10m" } }, [{ hours: 0.1 }]).find(
      "too-fast",
    ),
  "too-slow by its history": () =>
    tellNights({ schedule: { ...SCHEDULE, maxDuration: "9h", finishWithin: "9h" } }, [
      ...usual(10, (hours) => ({ hours })),
      { hours: 4, more: { sizeBytes: 1_100_000 } },
    ]).find("too-slow"),
  "too-slow while it goes on": () => runsOn().find("too-slow"),
  incompressible: () =>
    tellNights({}, [...usual(10, (wobble) => stored(2.6 * wobble)), stored(1.02)]).find(
      "incompressible",
    ),
  "incompressible by and by": () => creeping().find("incompressible"),
  "schedule-drift": () => drifted().find("schedule-drift"),
  "unprotected, as no policy matches": () => expected([ELSEWHERE]).find("unprotected"),
  "unprotected, as no backup came": () => expected([{}]).find("unprotected"),
};

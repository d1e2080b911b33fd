import fc from "fast-check";
import type { VigieEvent } from "../../schemas/events.ts";
import type { Series } from "../../schemas/series.ts";
import { instant, speakOf } from "./tell-story.ts";

/** Something said, and the hour at which it was so. */
export type Told = { readonly event: VigieEvent; readonly at: number };

export const TYPES = ["full", "differential", "log", "incremental"] as const;
const outcome = fc.oneof(
  { weight: 8, arbitrary: fc.constant("succeeded" as const) },
  { weight: 1, arbitrary: fc.constant("failed" as const) },
  { weight: 1, arbitrary: fc.constant("failed and retried" as const) },
  { weight: 1, arbitrary: fc.constant("only started" as const) },
  { weight: 1, arbitrary: fc.constant("nothing" as const) },
  { weight: 1, arbitrary: fc.constant("twice" as const) },
);
const sizeBytes = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 900_000, max: 1_100_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 100_000, 9_007_199_254_740_991) },
  { weight: 1, arbitrary: fc.constantFrom("9223372036854775807", "12345678901234567890".slice(1)) },
);
const copyFate = fc.oneof(
  { weight: 6, arbitrary: fc.constant("kept" as const) },
  { weight: 1, arbitrary: fc.constantFrom("absent" as const, "removed" as const) },
  { weight: 1, arbitrary: fc.constantFrom("late" as const, "changed" as const) },
  { weight: 1, arbitrary: fc.constant("cut short" as const) },
  { weight: 2, arbitrary: fc.constant("purged" as const) },
);
export const night = fc.record({
  outcome,
  sizeBytes,
  storedShare: fc.constantFrom(0, 0.25, 0.25, 0.25, 0.98, 3),
  startsAfter: fc.constantFrom(0, 0, 0, 0.02, 0.6, 3, 9),
  lasts: fc.constantFrom(0, 0.4, 0.5, 0.5, 0.6, 4, 30),
  warns: fc.boolean(),
  primary: copyFate,
  duplicate: copyFate,
  runId: fc.constantFrom("own", "own", "own", "same"),
  isChained: fc.boolean(),
});
export type Night = typeof night extends fc.Arbitrary<infer T> ? T : never;

/** The nights of one series, as they are heard of in order. */
export function tellSeries(series: Series, nights: readonly Night[]): Told[] {
  return nights.flatMap((one, index) => tellNight(series, one, index));
}

function tellNight(series: Series, one: Night, index: number): Told[] {
  const { started, succeeded, failed } = speakOf(series);
  const runId = one.runId === "same" ? "r" : `${series.asset}-${index}`;
  const from = 24 * index + 1 + one.startsAfter + TYPES.indexOf(asType(series)) / 10;
  const to = from + one.lasts;
  const success = (id: string, at: number) => ({
    at: at + one.lasts,
    event: succeeded(id, [at, at + one.lasts], detailsOf(series, one, index)),
  });
  const copies = tellCopies(series, one, { runId, at: to });
  switch (one.outcome) {
    case "nothing":
      return [];
    case "only started":
      return [{ at: from, event: started(runId, from) }];
    case "failed":
      return [{ at: to, event: failed(runId, to) }];
    case "failed and retried":
      return [{ at: to, event: failed(`${runId}-0`, to) }, success(runId, to), ...copies];
    case "twice":
      return [success(runId, from), success(`${runId}-again`, to + 1), ...copies];
    case "succeeded":
      return [{ at: from, event: started(runId, from) }, success(runId, from), ...copies];
  }
}

function asType({ backupType }: Series) {
  return TYPES.find((type) => type === backupType) ?? "full";
}

function detailsOf(series: Series, one: Night, index: number): object {
  const lsn = 1_000 * (index + 1);
  const chain = {
    ...{ backupSetId: `set-${index}`, familyId: "family", recoveryForkId: "fork" },
    ...{ firstLsn: `${lsn}`, checkpointLsn: `${lsn}`, lastLsn: `${lsn + 1_000}` },
    ...(series.backupType === "differential" && {
      differentialBaseId: `set-${index - (index % 3)}`,
    }),
  };
  const stored =
    typeof one.sizeBytes === "number" ? Math.floor(one.sizeBytes * one.storedShare) : 0;
  return {
    sizeBytes: one.sizeBytes,
    storedBytes: Math.min(stored, Number.MAX_SAFE_INTEGER),
    ...(one.warns && { warnings: ["skipped one file"] }),
    ...(one.isChained && { chain }),
    ...(series.backupType === "incremental" &&
      index > 0 && { parentRunId: `${series.asset}-${index - 1}` }),
  };
}

const ROLES = ["primary", "duplicate"] as const;
type Place = { readonly runId: string; readonly at: number };

function tellCopies(series: Series, one: Night, place: Place): Told[] {
  return ROLES.flatMap((role) => tellCopy(speakOf(series), { ...place, role, fate: one[role] }));
}

type Fate = Place & {
  readonly role: (typeof ROLES)[number];
  readonly fate: Night["primary"];
};

function tellCopy(
  { observed, removed }: ReturnType<typeof speakOf>,
  { runId, at, role, fate }: Fate,
): Told[] {
  const see = (after: number, more: object = {}): Told => ({
    at: at + after,
    event: observed(runId, role, at + after, more),
  });
  const remove = (after: number) => ({
    at: at + after,
    event: removed(runId, role, at + after),
  });
  const seen = see(1, { lockedUntil: instant(at + 400), encrypted: role === "primary" });
  switch (fate) {
    case "absent":
      return [];
    case "kept":
      return [seen];
    case "late":
      return [see(20)];
    case "removed":
      return [seen, remove(7)];
    case "purged":
      return [seen, remove(3 * 24)];
    case "changed":
      return [seen, see(9, { sizeBytes: 5 })];
    case "cut short":
      return [seen, see(9, { lockedUntil: instant(at + 10) })];
  }
}

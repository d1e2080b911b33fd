import { describe, expect, test } from "vitest";
import { instantToJson } from "../../../schemas/instant.ts";
import type { Backup } from "../../../verifiers/chains/backup.ts";
import { chooseChain } from "../../../verifiers/requests/plan/choose-chain.ts";
import { aDifferential, aFull, aLog, NIGHT_MS } from "../chains/a-link.ts";
import { expectBothLanguages } from "../expect-both-languages.ts";
import { SERIES } from "./a-request.ts";

const MINUTE_MS = 60_000;
const NIGHT = [
  aFull("F", 0, 100),
  aDifferential("D", 15, 210, "set-F"),
  aLog("l2", 20, [200, 300]),
  aLog("l3", 30, [300, 400]),
  aFull("G", 50, 600),
];
const without = (...runIds: readonly string[]) =>
  NIGHT.filter(({ runId }) => !runIds.includes(runId));
/** The logs then lead on from the full itself. */
const WITHOUT_D = [...without("D"), aLog("l1", 10, [90, 200])];
const atMinute = (minute: number) => instantToJson(NIGHT_MS + minute * MINUTE_MS);

/** `F D l2 at 10 (5 behind)`, in minutes. */
function choose(minute: number, backups: readonly Backup[] = NIGHT): string {
  const chosen = chooseChain(backups, { series: SERIES, wanted: { at: atMinute(minute) } });
  if (chosen.state === "lacking") {
    expectBothLanguages(chosen.lack);
    return chosen.lack.en;
  }
  const { links, reachedMs, stopAtMs, behindMsMax } = chosen;
  const names = links.map(({ runId }) => runId).join(" ");
  const at = Math.floor((reachedMs - NIGHT_MS) / MINUTE_MS);
  expect(stopAtMs === null || stopAtMs === reachedMs).toBe(true);
  return `${names}${stopAtMs === null ? "" : " stopped"} at ${at}, ${behindMsMax / MINUTE_MS} behind`;
}

describe("an instant", () => {
  test.each([
    ["within a log is reached exactly", 25, NIGHT, "F D l2 l3 stopped at 25, 0 behind"],
    [
      "after the last log is reached as far as that",
      40,
      NIGHT,
      "F D l2 l3 stopped at 30, 10 behind",
    ],
    [
      "after a full has the full, which holds what was there when it began",
      60,
      NIGHT,
      "G at 50, 10 behind",
    ],
    ["whose log is missing has what came before", 18, without("l2"), "F D at 15, 3 behind"],
    [
      "whose differential is missing has the full",
      29,
      WITHOUT_D,
      "F l1 l2 l3 stopped at 29, 0 behind",
    ],
    [
      "in a gap is never answered by what came after",
      45,
      without("l2", "l3", "D"),
      "F at 0, 45 behind",
    ],
  ] as const)("%s", (_what, minute, backups, said) => {
    expect(choose(minute, backups)).toBe(said);
  });

  test("before everything is lacking, and the first point after it is named", () => {
    const backups = without("F", "D", "l2", "l3");
    expect(choose(10, backups)).toBe(
      "Nothing that can be restored is of 2026-11-20T00:10:00Z or before; the first point after it is 2026-11-20T00:50:10Z.",
    );
    const { nearest } = chooseChain(backups, { series: SERIES, wanted: { at: atMinute(10) } });
    expect(nearest).toEqual({ beforeMs: null, afterMs: NIGHT_MS + 50 * MINUTE_MS + 10_000 });
  });
});

test("a run is restored as it ended, whatever its type; one without a chain says what lacks", () => {
  const wanted = { runId: "D" };
  const series = { ...SERIES, backupType: "differential" } as const;
  const found = chooseChain(NIGHT, { series, wanted });
  expect(found).toMatchObject({ state: "found", stopAtMs: null, behindMsMax: 0 });
  const broken = chooseChain(without("F"), { series, wanted });
  expect(broken).toMatchObject({
    state: "lacking",
    lack: { en: expect.stringContaining("It rests on set set-F") },
  });
  const unheard = chooseChain(NIGHT, { series, wanted: { runId: "Z" } });
  expect(unheard).toMatchObject({ state: "lacking", nearest: { beforeMs: null, afterMs: null } });
});

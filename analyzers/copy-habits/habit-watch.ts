import type { Series } from "../../schemas/series.ts";
import type { CopyScene, Said } from "../copies/copy-scene.ts";
import type { Memory } from "../detection/memory.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import type { Fault } from "../findings/judgement.ts";
import { beginOf, type Run } from "../runs/run.ts";
import { createEpisode, type Episode } from "./create-episode.ts";
import { detectColocated } from "./detect-colocated.ts";
import { detectShortLock } from "./detect-short-lock.ts";
import { detectUnencrypted } from "./detect-unencrypted.ts";
import { detectUnverified } from "./detect-unverified.ts";
import type { Habit } from "./habit.ts";

/** Every habit that is watched; adding one is a line here. */
const HABITS: readonly Habit[] = [
  detectUnverified,
  detectColocated,
  detectUnencrypted,
  detectShortLock,
];

const BY_KIND = new Map(HABITS.map((habit) => [habit.kind, habit]));

type Subject = {
  readonly series: Series;
  readonly subject: string;
  readonly ledger: Ledger;
  readonly memory: Memory;
};
type Told = { readonly slotMs: number | null; readonly said: Said };

/** How the copies of one series are stored from run to run. */
export function createHabitWatch({ series, subject, ledger, memory }: Subject) {
  const begun = memory.of("habits-begun", () => new Set<Habit["kind"]>());
  const episodes = new Map<Habit["kind"], Episode<Told>>();

  function judge(scene: CopyScene, nowMs: number) {
    for (const habit of HABITS) {
      const verdict = habit.judge(scene);
      if (verdict === null && !begun.has(habit.kind)) continue;
      const { run } = scene;
      const shown =
        verdict?.is === "bad" ? { slotMs: run.slotMs, said: verdict.said } : (verdict?.is ?? null);
      const resolution = verdict === null ? "no such run is left" : habit.resolution;
      settle(habit, run, shown, { resolution, nowMs });
    }
  }

  function settle(
    habit: Habit,
    run: Run,
    shown: Told | "good" | null,
    { resolution, nowMs }: { readonly resolution: string; readonly nowMs: number },
  ) {
    const episode = episodeOf(habit);
    episode.note(run.runId, beginOf(run) ?? 0, shown);
    const told = episode.told();
    const matter = { kind: habit.kind, subject, about: "" };
    if (!told) return ledger.settle({ verdict: "clear", matter, resolution }, nowMs);
    const { slotMs, said } = told.said;
    const about = { series, collector: null, slotMs, runId: told.runId };
    const onset = `${told.runId}\n${said.copy?.uri ?? ""}`;
    const fault: Fault = { ...matter, onset, ...about, ...said };
    ledger.settle({ verdict: "found", fault }, nowMs);
  }

  function episodeOf({ kind }: Habit): Episode<Told> {
    const episode = episodes.get(kind) ?? createEpisode<Told>(memory.part(kind));
    begun.add(kind);
    episodes.set(kind, episode);
    return episode;
  }

  /** A run that is past its retention shows nothing any more. */
  function forget(run: Run, nowMs: number) {
    for (const habit of [...begun].flatMap((kind) => BY_KIND.get(kind) ?? []))
      settle(habit, run, null, { resolution: "no such run is left", nowMs });
  }

  return { judge, forget };
}

import type { BenchParameters } from "../bench-parameters.ts";
import { endMs } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";

const YEAR_MS = 365 * 86_400_000;
/** A collector vouches for what happened so long before it speaks. */
const WATERMARK_LAG_MS = 120_000;
const TRANSIT_MS = [1_000, 90_000] as const;
/** After an outage all that waited comes in within this, in any order, then a heartbeat. */
const BACKLOG_MS = 30_000;
const FIRST_BEAT_MS = 60_000;
/** What nobody vouches for is taken as complete after so long: CONTRACT.md, `lag`. */
const UNVOUCHED_LAG_MS = 15 * 60_000;

export type Beat = { readonly atMs: number; readonly watermarkMs: number };
/** Nothing came from the last heartbeat before to the first one after. */
export type Silence = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
};

/** Who brings what is said, when, and for how much he vouches; null is nobody. */
export type Courier = {
  /** When something said at an instant is received. */
  readonly deliver: (collector: string | null, atMs: number) => number;
  /** When it was first vouched for that all up to an instant had been received. */
  readonly vouchedAtMs: (collector: string | null, atMs: number) => number;
  readonly beats: (collector: string) => readonly Beat[];
  readonly silences: (collector: string) => readonly Silence[];
};

type Round = {
  readonly beats: readonly Beat[];
  readonly outages: readonly Stretch[];
  readonly intervalMs: number;
};
type Stretch = { readonly fromMs: number; readonly toMs: number };

export function createCourier(
  parameters: BenchParameters,
  dice: Dice,
  collectors: readonly string[],
): Courier {
  const transit = dice.fork("transit");
  const rounds = new Map(
    collectors.map((name) => [name, makeRound(parameters, dice.fork(name))] as const),
  );

  function deliver(collector: string | null, atMs: number): number {
    const receivedAtMs = Math.round(atMs + transit.within(...TRANSIT_MS));
    const { outages } = rounds.get(collector ?? "") ?? { outages: [] };
    const outage = outages.find(
      ({ fromMs, toMs }) => fromMs <= receivedAtMs && receivedAtMs < toMs,
    );
    return outage ? Math.round(outage.toMs + transit.within(0, BACKLOG_MS)) : receivedAtMs;
  }

  function vouchedAtMs(collector: string | null, atMs: number): number {
    const round = rounds.get(collector ?? "");
    if (!round) return atMs + UNVOUCHED_LAG_MS;
    const { beats } = round;
    let [low, high] = [0, beats.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((beats[middle]?.watermarkMs ?? 0) >= atMs) high = middle;
      else low = middle + 1;
    }
    return beats[low]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  return {
    deliver,
    vouchedAtMs,
    beats: (collector) => rounds.get(collector)?.beats ?? [],
    silences: (collector) => silencesOf(rounds.get(collector)),
  };
}

function makeRound(parameters: BenchParameters, dice: Dice): Round {
  const { delivery, startMs, probationDays } = parameters;
  const intervalMs = dice.pick(delivery.beatsEveryMs);
  const untilMs = endMs(parameters);
  const fromMs = startMs + probationDays * 86_400_000;
  const wanted = (delivery.outagesPerCollectorYear * (untilMs - fromMs)) / YEAR_MS;
  const count = Math.floor(wanted) + (dice.chance(wanted % 1) ? 1 : 0);
  // One a stretch, so that none meets another.
  const stretchMs = (untilMs - fromMs) / Math.max(1, count);
  const outages = Array.from({ length: count }, (_, index) => {
    const lastsMs = Math.round(dice.withinLog(...delivery.outageMs));
    const beginMs = fromMs + index * stretchMs;
    const latestMs = Math.max(beginMs, beginMs + stretchMs - lastsMs - 86_400_000);
    const atMs = Math.round(dice.within(beginMs, latestMs));
    return { fromMs: atMs, toMs: atMs + lastsMs };
  });
  const beats: Beat[] = [];
  const beatAt = (atMs: number) => beats.push({ atMs, watermarkMs: atMs - WATERMARK_LAG_MS });
  let next = 0;
  for (let atMs = startMs + dice.whole(0, intervalMs); atMs < untilMs; atMs += intervalMs) {
    const outage = outages[next];
    if (!outage || atMs < outage.fromMs) beatAt(atMs);
    else if (atMs >= outage.toMs) {
      beatAt(outage.toMs + FIRST_BEAT_MS);
      if (atMs > outage.toMs + FIRST_BEAT_MS) beatAt(atMs);
      next += 1;
    }
  }
  return { beats, outages, intervalMs };
}

function silencesOf(round: Round | undefined): readonly Silence[] {
  if (!round) return [];
  const { beats, outages, intervalMs } = round;
  return outages.flatMap((outage) => {
    const after = beats.findIndex(({ atMs }) => atMs >= outage.toMs);
    const [last, first] = [beats[after - 1], beats[after]];
    return last && first ? [{ fromMs: last.atMs, toMs: first.atMs, intervalMs }] : [];
  });
}

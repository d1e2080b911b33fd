import { type Circumstance, type Label, SCORED_KINDS, type ScoredKind } from "../label.ts";

/** What a detector says of a subject at an instant of its own clock. */
export type Alert = {
  readonly kind: ScoredKind;
  readonly subject: string;
  readonly atMs: number;
};

export type Matched = {
  /** Each label with its first alert; null: missed. */
  readonly labels: readonly { readonly label: Label; readonly atMs: number | null }[];
  /** The first alert of each episode that nothing justifies. */
  readonly falseAlarms: readonly Alert[];
};

export type Truth = {
  readonly labels: readonly Label[];
  readonly circumstances: readonly Circumstance[];
  /** The usual time between runs of a subject. */
  readonly cadenceMs: (subject: string) => number;
  /** What is said before counts for nothing. */
  readonly scoredFromMs: number;
};

/** A false alarm goes on while alerts follow within so many cadences... */
const EPISODE_GAP_CADENCES = 1.5;
/** ...and is another one after so many: a new level should be adopted by then. */
const EPISODE_CADENCES_MAX = 3.5;

/**
 * Event by event: an alert within a label of its own kind and subject is a hit, whatever else is
 * said meanwhile of the same is one with it; what a label explains, or nobody cares about, is
 * neither; all else are false alarms, consecutive ones counted once.
 */
export function createMatcher(truth: Truth): (alerts: readonly Alert[]) => Matched {
  const { scoredFromMs, cadenceMs } = truth;
  const labelsOf = Map.groupBy(truth.labels, ({ subject }) => subject);
  const windowsOf = Map.groupBy(
    truth.circumstances.filter(({ dontCare }) => dontCare.length > 0),
    ({ subject }) => subject,
  );

  function isExcused({ kind, subject, atMs }: Alert): boolean {
    const explained = labelsOf
      .get(subject)
      ?.some((label) => label.explains.includes(kind) && isWithin(label, atMs));
    const window = windowsOf
      .get(subject)
      ?.some(
        ({ fromMs, toMs, dontCare }) => dontCare.includes(kind) && fromMs <= atMs && atMs <= toMs,
      );
    return (explained ?? false) || (window ?? false);
  }

  return (alerts) => {
    const hits = new Map<Label, number>();
    const falseAlarms: Alert[] = [];
    const episodes = new Map<string, { readonly fromMs: number; lastMs: number }>();
    const scored = alerts.filter(({ atMs }) => atMs >= scoredFromMs);
    for (const alert of scored.sort((a, b) => a.atMs - b.atMs)) {
      const { kind, subject, atMs } = alert;
      const own = (labelsOf.get(subject) ?? []).filter(
        (label) => label.kind === kind && isWithin(label, atMs),
      );
      for (const label of own) if (!hits.has(label)) hits.set(label, atMs);
      if (own.length > 0 || isExcused(alert)) continue;
      const key = `${kind}\n${subject}`;
      const episode = episodes.get(key);
      const usualMs = cadenceMs(subject);
      const goesOn =
        episode !== undefined &&
        atMs - episode.lastMs <= EPISODE_GAP_CADENCES * usualMs &&
        atMs - episode.fromMs < EPISODE_CADENCES_MAX * usualMs;
      if (goesOn) episode.lastMs = atMs;
      else {
        episodes.set(key, { fromMs: atMs, lastMs: atMs });
        falseAlarms.push(alert);
      }
    }
    const labels = truth.labels.map((label) => ({ label, atMs: hits.get(label) ?? null }));
    return { labels, falseAlarms };
  };
}

function isWithin({ fromMs, hitUntilMs }: Label, atMs: number): boolean {
  return fromMs <= atMs && atMs <= hitUntilMs;
}

export function isScored(kind: string): kind is ScoredKind {
  return SCORED_KINDS.some((scored) => scored === kind);
}

import type { PlantedKind } from "../label.ts";
import type { Mark, Marked, Scene } from "./label-incident.ts";
import { LEFT_SHORT } from "./plan-vault-incidents.ts";
import type { SlotStory, StoredCopy, TruthRun } from "./truth-run.ts";

/** The marks of what befell the copies of an incident's slots. */
export function markCopies(
  kind: PlantedKind,
  stories: readonly SlotStory[],
  scene: Scene,
): readonly Marked[] {
  const [story] = stories;
  const { run, copies } = story ?? {};
  if (!run || !copies) return [];
  const { first, second } = copies;
  const bothMs = Math.max(first.heardAtMs, second?.heardAtMs ?? 0);
  const since = (atMs: number | null, heardAtMs: number | null): Mark =>
    atMs === null || heardAtMs === null
      ? null
      : { fromMs: atMs, toMs: atMs, detectableAtMs: Math.max(heardAtMs, run.heardAtMs) };
  switch (kind) {
    case "copy-missing":
      return [[kind, markMissing(run, second, scene), LEFT_SHORT]];
    case "copy-late":
      return [
        ["copy-missing", markMissing(run, second, scene)],
        [kind, markLate(run, second, scene)],
      ];
    case "copy-size-mismatch":
    case "copy-checksum-mismatch":
      return [[kind, since(second?.seenAtMs ?? null, bothMs)]];
    case "copy-changed":
      return [[kind, since(copies.changedAtMs, copies.changedHeardAtMs)]];
    case "copy-lost":
      return [[kind, markLost(run, first, scene), LEFT_SHORT]];
    case "copies-colocated":
      return [[kind, over(stories, since(second?.seenAtMs ?? null, bothMs))]];
    case "unencrypted":
    case "lock-short": {
      const bad = kind === "lock-short" || first.encrypted === false ? first : second;
      return [[kind, over(stories, since(bad?.seenAtMs ?? null, bad?.heardAtMs ?? null))]];
    }
    case "purge-overdue":
      return [[kind, markOverdue(stories, scene)]];
    case "retention-short":
      return [[kind, markShort(stories, scene), ["copy-lost", "chain-broken", "purge-foretold"]]];
    default:
      return [];
  }
}

/** From the first slot's to the last one's copies. */
function over(stories: readonly SlotStory[], mark: Mark): Mark {
  if (!mark) return null;
  const seen = stories.flatMap(({ copies }) => copies?.second?.seenAtMs ?? []);
  return { ...mark, toMs: Math.max(mark.toMs, ...seen) };
}

function markMissing(run: TruthRun, second: StoredCopy | null, { line, courier }: Scene): Mark {
  const deadlineMs = run.finishedAtMs + (line.policy.copies?.within ?? 0);
  const vouchedAtMs = courier.vouchedAtMs(line.vaultCollector, deadlineMs);
  if (second !== null && vouchedAtMs >= second.heardAtMs) return null;
  const toMs = second?.seenAtMs ?? deadlineMs;
  return { fromMs: run.finishedAtMs, toMs, detectableAtMs: vouchedAtMs };
}

/** Whoever hears of a late copy first must know that no earlier one was there. */
function markLate(run: TruthRun, second: StoredCopy | null, { line, courier }: Scene): Mark {
  if (second === null) return null;
  const { seenAtMs, heardAtMs } = second;
  const deadlineMs = run.finishedAtMs + (line.policy.copies?.within ?? 0);
  const vouchedAtMs = courier.vouchedAtMs(line.vaultCollector, deadlineMs);
  return { fromMs: seenAtMs, toMs: seenAtMs, detectableAtMs: Math.max(heardAtMs, vouchedAtMs) };
}

/** A copy may have been moved: it is lost once all that was seen until then was told. */
function markLost(run: TruthRun, copy: StoredCopy, { line, courier }: Scene): Mark {
  const { goneAtMs, goneHeardAtMs } = copy;
  if (goneAtMs === null || goneHeardAtMs === null) return null;
  const vouchedAtMs = courier.vouchedAtMs(line.vaultCollector, goneAtMs);
  const detectableAtMs = Math.max(goneHeardAtMs, vouchedAtMs, run.heardAtMs);
  return { fromMs: goneAtMs, toMs: goneAtMs, detectableAtMs };
}

/** Kept on although it should have been purged; null: gone before anybody could know. */
function markOverdue(stories: readonly SlotStory[], { line, courier, untilMs }: Scene): Mark {
  const { retention } = line.policy;
  if (!retention) return null;
  const marks = copiesOf(stories).flatMap(
    ({ plan, role, finishedAtMs, goneAtMs, goneHeardAtMs }) => {
      if (plan.keptMoreMs?.[role] === undefined) return [];
      const fromMs = finishedAtMs + retention.keep + retention.purgeWithin;
      const detectableAtMs = courier.vouchedAtMs(line.vaultCollector, fromMs);
      if (detectableAtMs >= (goneHeardAtMs ?? untilMs)) return [];
      return [{ fromMs, detectableAtMs, toMs: Math.min(goneAtMs ?? untilMs, untilMs) }];
    },
  );
  return span(marks);
}

/** One copy that goes is lost; with the second in one vault there are fewer than promised. */
function markShort(stories: readonly SlotStory[], { line, courier }: Scene): Mark {
  const keepMs = line.policy.retention?.keep ?? 0;
  const marks = copiesOf(stories).flatMap(
    ({ plan, role, goneAtMs, goneHeardAtMs, finishedAtMs }) => {
      if (plan.keptShares?.[role] === undefined || goneAtMs === null || goneHeardAtMs === null)
        return [];
      // Fewer than promised are there until the last of them would have gone anyway.
      const toMs = finishedAtMs + keepMs;
      const vouchedAtMs = courier.vouchedAtMs(line.vaultCollector, goneAtMs);
      const detectableAtMs = Math.max(goneHeardAtMs, vouchedAtMs);
      return [{ role, fromMs: goneAtMs, detectableAtMs, toMs: Math.max(toMs, goneAtMs) }];
    },
  );
  const seconds = marks.filter((mark) =>
    marks.some(
      (other) =>
        other !== mark &&
        other.role === mark.role &&
        other.detectableAtMs <= mark.detectableAtMs &&
        mark.fromMs < other.toMs,
    ),
  );
  const all = span(marks);
  const second = span(seconds);
  return all && second && { ...all, detectableAtMs: second.detectableAtMs };
}

function copiesOf(stories: readonly SlotStory[]): readonly StoredCopy[] {
  return stories.flatMap(({ copies }) =>
    copies ? [copies.first, copies.second ?? []].flat() : [],
  );
}

function span(marks: readonly NonNullable<Mark>[]): Mark {
  if (marks.length === 0) return null;
  return {
    fromMs: Math.min(...marks.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...marks.map(({ toMs }) => toMs)),
    detectableAtMs: Math.min(...marks.map(({ detectableAtMs }) => detectableAtMs)),
  };
}

import type { Clock } from "../../platform/clock/clock.ts";
import type { Store } from "../../platform/store/store.ts";
import type { Panel } from "./panel.ts";
import { bindParameters, type PanelAsked } from "./panel-parameters.ts";
import { type PanelAnswer, readPanel } from "./read-panel.ts";

/** So long an answer is given again to who asks the same. */
const SAME_FOR_MS = 1_000;
const ANSWERS_MAX = 500;

export type PanelReader = {
  readonly read: (panel: Panel, asked: PanelAsked) => Promise<PanelAnswer>;
  /** Of when something changed: whoever asks from now on is given an answer of its own. */
  readonly forget: () => void;
};

type Options = {
  /** The store's `people` connection. */
  readonly store: Pick<Store, "query">;
  readonly clock: Clock;
  /** IANA name of the zone in which days are cut. */
  readonly zone: string;
};

/**
 * Reads panels for many at once: who asks the same within a second is given the same answer, of one
 * query. One that failed is not kept.
 */
export function createPanelReader({ store, clock, zone }: Options): PanelReader {
  const answers = new Map<
    string,
    { readonly atMs: number; readonly answer: Promise<PanelAnswer> }
  >();

  function forgetOld(nowMs: number): void {
    for (const [key, { atMs }] of answers) {
      const isFresh = nowMs >= atMs && nowMs - atMs < SAME_FOR_MS;
      if (!isFresh || answers.size >= ANSWERS_MAX) answers.delete(key);
    }
  }

  function read(panel: Panel, asked: PanelAsked): Promise<PanelAnswer> {
    const nowMs = clock.nowMs();
    forgetOld(nowMs);
    const key = keyOf(panel, asked, zone);
    const known = answers.get(key);
    if (known) return known.answer;
    const answer = readPanel(store, panel, asked, { nowMs, zone });
    answers.set(key, { atMs: nowMs, answer });
    answer.catch(() => {
      if (answers.get(key)?.answer === answer) answers.delete(key);
    });
    return answer;
  }

  return { read, forget: () => answers.clear() };
}

/** What its query takes, but for the instant. */
function keyOf(panel: Panel, asked: PanelAsked, zone: string): string {
  const { fromMs = null, toMs = null, limit } = asked;
  const rowsMax = Math.min(limit ?? panel.rowsMax, panel.rowsMax);
  const bound = bindParameters(panel.takes, asked, { nowMs: 0, zone, rowsMax });
  return JSON.stringify([panel.name, bound, fromMs, toMs]);
}

import type { Severity } from "../../../schemas/finding.ts";
import type { SlotState } from "../../../schemas/series-state.ts";
import type {
  Board,
  BoardChange,
  BoardFinding,
  BoardProof,
  BoardSeries,
  ListingChange,
} from "../board-data.ts";
import { SEVERITY_TONES, STATES_WORST_FIRST, TONES, type Tone, worstTone } from "./worst-first.ts";

const DAY_MS = 24 * 3_600_000;
const RECENT_PROOFS_MAX = 30;

/** A series with what is open about it and its last proof. */
export type Row = {
  readonly series: BoardSeries;
  readonly findings: readonly BoardFinding[];
  readonly proof: BoardProof | null;
  readonly tone: Tone;
};

export type Counts = {
  readonly states: ReadonlyMap<SlotState, number>;
  readonly open: Readonly<Record<Severity, number>>;
  readonly neverProven: number;
};

/** What the page knows, as pushed by the server. Pure: no DOM, no clock. */
export class BoardModel {
  #series: ReadonlyMap<string, BoardSeries> = new Map();
  #findings: ReadonlyMap<string, BoardFinding> = new Map();
  #proofs: ReadonlyMap<string, BoardProof> = new Map();
  /** Lists of which only the first items are known. */
  #cut: ReadonlySet<keyof Board> = new Set();

  /** Takes in a change; a whole board replaces what was known. */
  apply(change: BoardChange, isWhole: boolean): void {
    this.#series = merge(this.#series, change.series, isWhole);
    this.#findings = merge(this.#findings, change.findings, isWhole);
    this.#proofs = merge(this.#proofs, change.proofs, isWhole);
    const cut = new Set(isWhole ? [] : this.#cut);
    for (const list of ["series", "findings", "proofs"] as const) {
      if (change[list]?.more === true) cut.add(list);
      if (change[list]?.more === false) cut.delete(list);
    }
    this.#cut = cut;
  }

  get cutLists(): ReadonlySet<keyof Board> {
    return this.#cut;
  }

  /** Every series, worst first. */
  rows(): readonly Row[] {
    const findings = Map.groupBy(this.openFindings(), (finding) => finding.seriesId);
    const proofs = Map.groupBy(this.#proofs.values(), (proof) => proof.seriesId);
    return [...this.#series.values()]
      .map((series) => toRow(series, findings.get(series.id) ?? [], proofs.get(series.id) ?? []))
      .sort(compareRows);
  }

  /** Worst first, then newest. */
  openFindings(): readonly BoardFinding[] {
    return [...this.#findings.values()]
      .filter((finding) => finding.resolvedAt === null)
      .sort(
        (a, b) =>
          severityRank(a) - severityRank(b) || Date.parse(b.openedAt) - Date.parse(a.openedAt),
      );
  }

  /** The same, but members after all that is told without a parent. */
  listedFindings(): readonly BoardFinding[] {
    const isMember = ({ parent }: BoardFinding) => Number(parent !== null);
    return [...this.openFindings()].sort((a, b) => isMember(a) - isMember(b));
  }

  /** Those of the 24 hours before `now`, latest first. */
  resolvedFindings(now: string): readonly BoardFinding[] {
    const sinceMs = Date.parse(now) - DAY_MS;
    const resolvedAtMs = ({ resolvedAt }: BoardFinding) => Date.parse(resolvedAt ?? "");
    return [...this.#findings.values()]
      .filter((finding) => resolvedAtMs(finding) >= sinceMs)
      .sort((a, b) => resolvedAtMs(b) - resolvedAtMs(a));
  }

  recentProofs(): readonly BoardProof[] {
    return [...this.#proofs.values()].sort(newestProofFirst).slice(0, RECENT_PROOFS_MAX);
  }

  seriesOf(id: string | null): BoardSeries | null {
    return (id !== null && this.#series.get(id)) || null;
  }

  counts(rows: readonly Row[]): Counts {
    const states = new Map<SlotState, number>(STATES_WORST_FIRST.map((state) => [state, 0]));
    for (const { state } of this.#series.values()) states.set(state, (states.get(state) ?? 0) + 1);
    const open: Record<Severity, number> = { critical: 0, warning: 0, info: 0 };
    for (const { severity } of this.openFindings()) open[severity]++;
    return { states, open, neverProven: rows.filter(({ proof }) => !proof).length };
  }
}

function merge<T extends { readonly id: string }>(
  known: ReadonlyMap<string, T>,
  change: ListingChange<T> | undefined,
  isWhole: boolean,
): ReadonlyMap<string, T> {
  if (!change) return isWhole ? new Map() : known;
  const merged = new Map(isWhole ? [] : known);
  for (const id of change.gone) merged.delete(id);
  for (const item of change.set) merged.set(item.id, item);
  return merged;
}

function toRow(
  series: BoardSeries,
  findings: readonly BoardFinding[],
  proofs: readonly BoardProof[],
): Row {
  const [proof = null] = [...proofs].sort(newestProofFirst);
  const severities = findings.map(({ severity }) => severity);
  return { series, findings, proof, tone: worstTone(series.state, severities) };
}

function compareRows(a: Row, b: Row): number {
  return (
    TONES.indexOf(a.tone) - TONES.indexOf(b.tone) ||
    stateRank(a.series) - stateRank(b.series) ||
    nameOf(a.series).localeCompare(nameOf(b.series))
  );
}

function stateRank({ state }: BoardSeries): number {
  return STATES_WORST_FIRST.indexOf(state);
}

function severityRank({ severity }: BoardFinding): number {
  return TONES.indexOf(SEVERITY_TONES[severity]);
}

function nameOf({ tenant, product, site, asset, id }: BoardSeries): string {
  return [tenant, product, site, asset, id].join("\n");
}

function newestProofFirst(a: BoardProof, b: BoardProof): number {
  return Date.parse(b.finishedAt) - Date.parse(a.finishedAt) || a.id.localeCompare(b.id);
}

import type { SlotState } from "../../../schemas/series-state.ts";
import type { Row } from "./board-model.ts";
import type { Words } from "./words.ts";
import { STATES_WORST_FIRST } from "./worst-first.ts";

/**
 * What the reader asked to see: rows that hold every word of `text`, in one of `states` (any, if
 * none is named).
 */
export type RowFilter = { readonly text: string; readonly states: ReadonlySet<SlotState> };

/** Reads a filter from an address's hash, such as `#q=acme&state=missing,late`. */
export function parseFilter(hash: string): RowFilter {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const named = (fields.get("state") ?? "").split(",");
  return {
    text: fields.get("q") ?? "",
    states: new Set(STATES_WORST_FIRST.filter((state) => named.includes(state))),
  };
}

/** The reverse: empty where nothing is filtered. */
export function formatFilter({ text, states }: RowFilter): string {
  const fields = new URLSearchParams();
  if (text !== "") fields.set("q", text);
  if (states.size > 0) fields.set("state", [...states].join(","));
  const hash = fields.toString().replaceAll("%2C", ",");
  return hash === "" ? "" : `#${hash}`;
}

/** Words match without regard to case and accents, in the reader's language or the contract's. */
export function matchesFilter(row: Row, filter: RowFilter, words: Words): boolean {
  const { series, findings } = row;
  if (filter.states.size > 0 && !filter.states.has(series.state)) return false;
  const { tenant, environment, product, site, instance, asset, assetKind, backupType } = series;
  const held = fold(
    [
      ...[tenant, environment, product, site, instance, asset, assetKind, backupType, series.state],
      words.environments[environment],
      words.states[series.state],
      words.assetKinds[assetKind],
      words.backupTypes[backupType],
      ...findings.flatMap(({ kind, severity }) => [kind, words.kinds[kind], severity]),
    ].join("\n"),
  );
  return fold(filter.text)
    .split(/\s+/)
    .every((word) => held.includes(word));
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

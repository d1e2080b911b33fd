import type { About, Decision } from "../../schemas/decision.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { type Series, seriesKey } from "../../schemas/series.ts";
import { NamingError } from "../commands/naming-error.ts";
import type { Draft, Ground } from "./draft.ts";

const NAMES_SHOWN_MAX = 10;

type Asked = {
  readonly kind: Extract<Decision["kind"], "pause" | "retire" | "resume">;
  readonly about: About;
  /** All that it is about now. */
  readonly series: readonly Series[];
  readonly fromMs?: number | undefined;
  /** Always said of a pause. */
  readonly untilMs?: number | undefined;
  readonly owner?: string | undefined;
};

/** Nothing is expected of some series for a while or for good, or is expected again. */
export function drawSuspension(
  { kind, about, series, fromMs, untilMs, owner }: Asked,
  { nowMs, said }: Ground,
): Draft {
  if (untilMs !== undefined && untilMs <= nowMs) throw past(untilMs, nowMs);
  const span = {
    ...(fromMs !== undefined && { from: instantToJson(fromMs) }),
    ...(untilMs !== undefined && { until: instantToJson(untilMs) }),
  };
  const whose = owner === undefined ? {} : { owner };
  const changes = [listSeries(series), describe(kind, { from: instantToJson(nowMs), ...span })];
  const effect = { series: series.map(seriesKey) };
  if (kind === "resume") return { decision: { ...said, kind, about }, changes, effect };
  if (kind === "retire")
    return { decision: { ...said, kind, about, ...span, ...whose }, changes, effect };
  // Both ways to say a pause require it.
  const { until = "" } = span;
  return { decision: { ...said, kind, about, ...span, until, ...whose }, changes, effect };
}

function past(untilMs: number, nowMs: number): NamingError {
  const [until, now] = [instantToJson(untilMs), instantToJson(nowMs)];
  return new NamingError(`${until} is past`, `Name an instant after ${now}.`);
}

function listSeries(series: readonly Series[]): string {
  const shown = series.slice(0, NAMES_SHOWN_MAX).map(seriesKey).join(", ");
  const more = series.length - NAMES_SHOWN_MAX;
  return `${series.length} series: ${shown}${more > 0 ? `, and ${more} more` : ""}`;
}

function describe(
  kind: string,
  { from, until }: { readonly from: string; readonly until?: string },
) {
  switch (kind) {
    case "pause":
      return `Slots from ${from} to ${until} are skipped; they resume by themselves.`;
    case "retire":
      return `Slots from ${from} on are skipped, ${until ? `until ${until}` : "until resumed"}.`;
    default:
      return `Slots from ${from} on are expected again.`;
  }
}

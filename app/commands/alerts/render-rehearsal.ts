import { printable } from "../../render-table.ts";
import type { Rehearsal } from "./rehearse-telling.ts";

const AS = {
  message: "in a message of its own",
  digest: "in the digest",
  more: "in one message with what else was held back",
} as const;

const WAITS_FOR = {
  calm: "waits until it is calm",
  silence: "is silenced",
  maintenance: "is in a maintenance window",
  parent: "is left to its parent's incident",
  collector: "is left to its collector's incident",
  digest: "waits for the digest",
  group: "waits for its group",
  limit: "is over the limit",
  reminder: "waits for a reminder",
} as const;

/** A rehearsal for a person: each route's match or miss, then whom it reaches and when. */
export function renderRehearsal({ at, kind, severity, routes, mute, told }: Rehearsal): string {
  const lines = [
    `A ${severity} ${kind} at ${at}:`,
    ...routes.map(({ route, to, matched, why }) =>
      matched ? `  ${route}: matches, to ${to.join(", then ")}` : `  ${route}: no, ${why}`,
    ),
    ...(mute ? [`Muted by ${mute.by} until ${mute.until}: ${mute.why}`] : []),
    ...(told.length === 0 ? ["Nobody is told; the log has it."] : []),
    ...told.flatMap(renderForecast),
  ];
  return lines.map(printable).join("\n");
}

function renderForecast(forecast: Rehearsal["told"][number]): readonly string[] {
  const { pager, route, fallbacks, at, as, waits } = forecast;
  const after = fallbacks.length === 0 ? "" : `; where that fails, to ${fallbacks.join(", then ")}`;
  const told = at && as ? `is told at ${at}, ${AS[as]}` : "is not told";
  return [
    `${pager} (by ${route}) ${told}${after}`,
    ...waits.map(({ for: what, until, why }) => {
      return `  ${WAITS_FOR[what]} until ${until ?? "further notice"}${why === null ? "" : `: ${why}`}`;
    }),
  ];
}

import type { Silence } from "../../alerts/policy/silence.ts";
import type { DecisionJson } from "../../schemas/decision.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { describeMuted } from "../commands/alerts/add-silences.ts";
import { NamingError } from "../commands/naming-error.ts";
import type { Draft, Ground } from "./draft.ts";

type Asked = Pick<Silence, "match" | "kinds" | "severities" | "untilMs"> & {
  /** Now, where it is not said. */
  readonly fromMs?: number | undefined;
  /** Keys of what matches now; null where everything does. */
  readonly series: readonly string[] | null;
  readonly silenceMaxMs: number;
};

/** Nobody is told of some findings until an instant. */
export function drawSilence(
  { match, kinds, severities, series, silenceMaxMs, ...span }: Asked,
  { nowMs, said }: Ground,
): Draft {
  const { untilMs } = span;
  const fromMs = span.fromMs ?? nowMs;
  refuseSpan({ fromMs, untilMs, nowMs, silenceMaxMs });
  const decision: DecisionJson = {
    ...said,
    kind: "silence",
    match,
    ...(kinds && { kinds }),
    ...(severities && { severities }),
    ...(span.fromMs !== undefined && { from: instantToJson(fromMs) }),
    until: instantToJson(untilMs),
  };
  const during = `from ${instantToJson(fromMs)} to ${instantToJson(untilMs)}`;
  const of = describeMuted({ match, kinds, severities });
  const now = series === null ? "" : ` (${series.length} series now)`;
  return {
    decision,
    changes: [
      `Silence ${said.id}: nobody is told ${during} of ${of}${now}.`,
      "What is still open at its end is told then.",
    ],
    effect: { silence: said.id, series: series ?? [] },
  };
}

/** People are told again. */
export function drawEndSilence(silence: string, { said }: Ground): Draft {
  return {
    decision: { ...said, kind: "end-silence", silence },
    changes: [`Silence ${silence} ends now; what it kept back is told where it still holds.`],
    effect: { silence },
  };
}

type Span = Record<"fromMs" | "untilMs" | "nowMs" | "silenceMaxMs", number>;

function refuseSpan({ fromMs, untilMs, nowMs, silenceMaxMs }: Span): void {
  const until = instantToJson(untilMs);
  const soonestMs = Math.max(fromMs, nowMs);
  if (untilMs <= soonestMs)
    throw new NamingError(`${until} is past`, `Name one after ${instantToJson(soonestMs)}.`);
  const latestMs = fromMs + silenceMaxMs;
  if (untilMs <= latestMs) return;
  const hint = `Name one up to ${instantToJson(latestMs)}, or raise alerts.silenceMax.`;
  throw new NamingError(`${until} is too long for a silence`, hint);
}

import type { Severity } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Fault } from "../findings/judgement.ts";
import { sayInstant } from "../wording/say-instant.ts";

type Silence = { readonly movedAtMs: number; readonly evidence: Fault["evidence"] };

/** While a collector is silent what it brings is unknown; this one finding stands for all of it. */
export function tellSilent(collector: string, severity: Severity, silence: Silence): Fault {
  const since = sayInstant(silence.movedAtMs, "UTC");
  return {
    kind: "collector-silent",
    subject: collector,
    about: "",
    onset: instantToJson(silence.movedAtMs),
    severity,
    series: null,
    collector,
    slotMs: null,
    runId: null,
    copy: null,
    evidence: silence.evidence,
    summary: {
      en: `Collector ${collector} has been silent since ${since}: the state of its series is unknown.`,
      fr: `Le collecteur ${collector} est muet depuis le ${since} ; état de ses séries inconnu.`,
    },
  };
}

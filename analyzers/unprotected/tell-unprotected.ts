import { instantToJson } from "../../schemas/instant.ts";
import { SERIES_ATTRIBUTES, type SeriesPart, seriesSchema } from "../../schemas/series.ts";
import type { Fault, Matter } from "../findings/judgement.ts";
import { sayInstant } from "../wording/say-instant.ts";

/** The identity of what may be a part of a series, alike to that of a series where it is whole. */
export function partKey(part: SeriesPart): string {
  return SERIES_ATTRIBUTES.map((name) => encodeURIComponent(part[name] ?? "")).join("/");
}

export function unprotectedMatter(part: SeriesPart, why: "policy" | "backup"): Matter {
  return { kind: "unprotected", subject: partKey(part), about: why };
}

/**
 * No policy says how often this is to be backed up, so nothing can be missed; told again where a
 * pause or retirement ended.
 */
export function tellNoPolicy(part: SeriesPart, resumedMs: number | null): Fault {
  const place = sayPart(part);
  const since = resumedMs === null ? "" : ` since ${instantToJson(resumedMs)}`;
  return toFault(part, "policy", `no policy${since}`, {
    evidence: { ...partToJson(part), policy: null },
    summary: {
      en: `No policy covers ${place}: nobody would notice if it were not backed up.`,
      fr: `Aucune politique ne couvre ${place} : personne ne remarquerait l'absence de sauvegarde.`,
    },
  });
}

type Expected = {
  readonly sinceMs: number;
  readonly dueMs: number;
  readonly deadlineMs: number;
  readonly watermarkMs: number;
  readonly policy: string;
  readonly zone: string;
};

/** It exists, its first slot is over, and no backup of it has ever succeeded. */
export function tellNoBackup(part: SeriesPart, expected: Expected): Fault {
  const place = sayPart(part);
  const since = instantToJson(expected.sinceMs);
  const by = sayInstant(expected.deadlineMs, expected.zone);
  return toFault(part, "backup", `no backup since ${since}`, {
    evidence: {
      ...partToJson(part),
      since,
      due: instantToJson(expected.dueMs),
      deadline: instantToJson(expected.deadlineMs),
      watermark: instantToJson(expected.watermarkMs),
      policy: expected.policy,
    },
    summary: {
      en: `No backup of ${place} has ever succeeded; the first was due by ${by}.`,
      fr: `Aucune sauvegarde de ${place} n'a jamais réussi ; la première était attendue au ${by}.`,
    },
  });
}

function toFault(
  part: SeriesPart,
  why: "policy" | "backup",
  onset: string,
  said: Pick<Fault, "evidence" | "summary">,
): Fault {
  const whole = seriesSchema.safeParse(part);
  return {
    ...unprotectedMatter(part, why),
    onset,
    severity: "warning",
    series: whole.success ? whole.data : null,
    collector: null,
    slotMs: null,
    runId: null,
    copy: null,
    ...said,
  };
}

function partToJson(part: SeriesPart): Record<string, string> {
  const named = SERIES_ATTRIBUTES.flatMap((name) => (part[name] ? [[name, part[name]]] : []));
  return Object.fromEntries(named);
}

function sayPart(part: SeriesPart): string {
  return SERIES_ATTRIBUTES.flatMap((name) => part[name] ?? []).join(" / ");
}

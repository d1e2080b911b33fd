import type { Finding, Severity } from "../schemas/finding.ts";
import { seriesKey } from "../schemas/series.ts";
import type { TellingReason } from "./decide-telling.ts";
import type { Incident } from "./incident.ts";
import type { Summary, Telling, ToldIncident } from "./pager.ts";

type About = {
  readonly reason: TellingReason;
  /** Counts what the pager was told of the incident. */
  readonly number: number;
  /** Of what goes to the pager. */
  readonly severity: Severity;
  /** What leads of that. */
  readonly finding: Finding;
  readonly boardUrl: string;
};

/** What a pager is to say of one incident, as it concerns that pager. */
export function composeTelling(incident: Incident, about: About): Telling {
  const { reason, number, severity, finding, boardUrl } = about;
  const { kind } = finding;
  const series = finding.series && seriesKey(finding.series);
  return {
    dedupKey: `${incident.id}-${number}-${reason}`,
    reason,
    incident: { ...toTold(incident), kind, series, severity },
    finding,
    context: null,
    boardUrl,
    incidentUrl: new URL(`incidents/${incident.id}`, boardUrl).href,
  };
}

type Together = {
  readonly reason: Summary["reason"];
  readonly dedupKey: string;
  /** Beside those that are listed. */
  readonly more: number;
  readonly boardUrl: string;
};

/** An incident as it concerns the pager: the worst of what is not muted, and how bad that is. */
export type ListedIncident = {
  readonly incident: Incident;
  readonly finding: Finding;
  readonly severity: Severity;
};

/** What a pager is to say of several incidents, the worst first. */
export function composeSummary(listed: readonly ListedIncident[], together: Together): Summary {
  return {
    ...together,
    incidents: listed.map(({ incident, finding, severity }) => {
      const { kind, summary } = finding;
      const series = finding.series && seriesKey(finding.series);
      return { ...toTold(incident), kind, series, severity, summary };
    }),
  };
}

function toTold(incident: Incident): ToldIncident {
  return { ...incident, findings: incident.findings.map(({ id }) => id) };
}

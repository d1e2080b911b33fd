import type { Finding, Severity } from "../schemas/finding.ts";
import { seriesKey } from "../schemas/series.ts";
import type { TellingReason } from "./decide-telling.ts";
import { type Incident, leadingFinding } from "./incident.ts";
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

/** What a pager is to say of several incidents, the worst first. */
export function composeSummary(incidents: readonly Incident[], together: Together): Summary {
  return {
    ...together,
    incidents: incidents.map((incident) => {
      return { ...toTold(incident), summary: leadingFinding(incident.findings).summary };
    }),
  };
}

function toTold(incident: Incident): ToldIncident {
  return { ...incident, findings: incident.findings.map(({ id }) => id) };
}

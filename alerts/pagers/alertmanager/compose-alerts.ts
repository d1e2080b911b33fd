import { ENDS_SAID_FOR_MS, type Standing, type Summary, type Telling } from "../../pager.ts";
import type { Notice } from "../../wording/notice.ts";
import { noticeText } from "../../wording/notice-text.ts";
import { plainLine } from "../../wording/plain-line.ts";
import type { Speech } from "../../wording/say-quantity.ts";
import { wordMessage } from "../../wording/word-message.ts";

/** A digest has no end of its own. */
const SUMMARY_LASTS_MS = 60 * 60_000;
const RUNBOOK_LENGTH_MAX = 2_000;

type Said = { readonly nowMs: number; readonly speech: Speech };

/**
 * Of `POST /api/v2/alerts`. The labels are the alert's identity. An alert fires until its `endsAt`,
 * or, where that is left out, until `resolve_timeout` after it was last said.
 * https://github.com/prometheus/alertmanager/blob/v0.25.0/api/v2/openapi.yaml
 */
export type Alert = {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt?: string;
  readonly generatorURL: string;
};

/**
 * What Alertmanager has to hear of an incident now: what fires, and for 5 minutes what ended, be it
 * with the incident or because it goes on under another kind or severity, which are labels.
 */
export function composeAlerts(
  { tellings, resolvedAt }: Standing,
  { nowMs, speech }: Said,
): readonly Alert[] {
  const fired = tellings.filter(({ telling }) => telling.reason !== "resolved");
  const current = fired.at(-1);
  if (current === undefined) return [];
  const former = fired.flatMap(({ telling }, index) => {
    const isOther = (other: Telling) => identity(other) !== identity(telling);
    const next = fired.slice(index + 1).find((later) => isOther(later.telling));
    if (next === undefined || !isOther(current.telling)) return [];
    if (nowMs - next.atMs > ENDS_SAID_FOR_MS) return [];
    return [composeAlert(telling, speech, new Date(next.atMs).toISOString())];
  });
  const ended = new Map(former.map((alert) => [JSON.stringify(alert.labels), alert]));
  if (resolvedAt === null) return [composeAlert(current.telling, speech), ...ended.values()];
  // Nobody has to hear of the end of what never began for them.
  if (!tellings.some(({ isSent }) => isSent)) return [];
  return [composeAlert(current.telling, speech, resolvedAt), ...ended.values()];
}

/** A digest fires for an hour; it has no incident that could end it. */
export function composeSummaryAlert(summary: Summary, { nowMs, speech }: Said): Alert {
  const { reason, dedupKey, incidents, boardUrl } = summary;
  const severity = incidents[0]?.severity ?? "warning";
  return {
    labels: { alertname: reason, job: "vigie", severity, digest: dedupKey },
    annotations: annotate(wordMessage(summary, speech)),
    startsAt: new Date(nowMs).toISOString(),
    endsAt: new Date(nowMs + SUMMARY_LASTS_MS).toISOString(),
    generatorURL: boardUrl,
  };
}

function composeAlert(telling: Telling, speech: Speech, endsAt?: string): Alert {
  const { incident, context } = telling;
  const runbook = context?.runbook;
  return {
    labels: labelsOf(telling),
    annotations: {
      ...annotate(wordMessage(telling, speech)),
      status: incident.status,
      ...(runbook && { runbook_url: plainLine(runbook, RUNBOOK_LENGTH_MAX) }),
    },
    startsAt: incident.openedAt,
    ...(endsAt !== undefined && { endsAt: latest(incident.openedAt, endsAt) }),
    generatorURL: telling.incidentUrl,
  };
}

/** Under the names that receivers of Alertmanager show. */
function annotate(notice: Notice): Readonly<Record<string, string>> {
  return { summary: notice.title, description: noticeText(notice) };
}

/** Few, and such as people route and silence by; of several series only what is common to them. */
function labelsOf({ incident, finding }: Telling): Readonly<Record<string, string>> {
  const series = incident.series === null ? null : finding.series;
  return {
    alertname: incident.kind,
    job: "vigie",
    severity: incident.severity,
    incident: incident.id,
    ...(series && {
      tenant: series.tenant,
      environment: series.environment,
      product: series.product,
      site: series.site,
      instance: series.instance,
      asset: series.asset,
      backup_type: series.backupType,
    }),
  };
}

function identity(telling: Telling): string {
  return JSON.stringify(labelsOf(telling));
}

/** Alertmanager refuses what ends before it starts. */
function latest(one: string, other: string): string {
  return Date.parse(one) > Date.parse(other) ? one : other;
}

import type { Lang } from "../words.ts";
import { incidentsEn } from "./incidents-en.ts";
import { incidentsFr } from "./incidents-fr.ts";

export const STANDINGS = ["open", "unseen", "acknowledged", "resolved"] as const;
export type Standing = (typeof STANDINGS)[number];

export const CHANGES = [
  "opened",
  "escalated",
  "eased",
  "worsened",
  "resolved",
  "reopened",
  "acknowledged",
  "assigned",
  "commented",
] as const;
export type Change = (typeof CHANGES)[number];

export const SPANS = ["1h", "4h", "8h", "24h", "3d", "7d"] as const;
export type Span = (typeof SPANS)[number];

/** What the pages of incidents say of themselves. */
export type IncidentsWords = {
  readonly list: {
    readonly standings: Readonly<Record<Standing, string>>;
    readonly filter: string;
    readonly search: string;
    readonly none: string;
    readonly noneHint: string;
    readonly standing: string;
    readonly what: string;
    readonly where: string;
    readonly since: string;
    readonly until: string;
    readonly inHand: string;
    readonly findings: string;
    readonly nobody: string;
    readonly several: string;
    readonly vigie: string;
  };
  readonly figures: {
    readonly title: string;
    readonly detecting: string;
    readonly acknowledging: string;
    readonly median: string;
    readonly p90: string;
    readonly byKind: string;
    readonly byCause: string;
    readonly pages: string;
    readonly falseAlarms: string;
    readonly falseAlarmsHelp: string;
    readonly none: string;
    readonly kind: string;
    readonly family: string;
    readonly families: Readonly<Record<string, string>>;
    readonly place: string;
    readonly openNow: string;
    readonly acknowledgedNow: string;
    readonly opened: string;
    readonly incidents: string;
    readonly day: string;
    readonly week: string;
    readonly pager: string;
    readonly written: string;
    readonly sent: string;
    readonly failed: string;
    readonly waiting: string;
    readonly fellBack: string;
    readonly alarms: string;
    readonly share: string;
  };
  readonly silences: {
    readonly title: string;
    readonly none: string;
    readonly of: string;
    readonly everything: string;
    readonly until: string;
    readonly by: string;
    readonly reason: string;
    readonly end: string;
    readonly endTitle: string;
    readonly ended: string;
    readonly act: string;
    /** What a series is told by, besides the fields of the shared filter. */
    readonly attributes: Readonly<
      Record<"instance" | "asset" | "assetKind" | "backupType", string>
    >;
  };
  readonly page: {
    readonly back: string;
    readonly happened: string;
    readonly evidence: string;
    readonly series: string;
    readonly owner: string;
    readonly runbook: string;
    readonly unsaid: string;
    readonly opened: string;
    readonly resolved: string;
    readonly inHand: string;
    readonly assigned: string;
    readonly parent: string;
    readonly flaps: string;
    readonly history: string;
    readonly findings: string;
    readonly more: (count: number) => string;
    readonly isOver: string;
    readonly gone: string;
    readonly changes: Readonly<Record<Change, string>>;
    readonly told: (pager: string) => string;
    /** Why a message was sent. */
    readonly reasons: Readonly<Record<string, string>>;
    readonly delivered: (time: string) => string;
    readonly givenUp: (time: string) => string;
    readonly waiting: string;
    readonly by: (author: string) => string;
  };
  readonly acts: {
    readonly title: string;
    readonly none: string;
    readonly acknowledge: string;
    readonly acknowledgeIntro: string;
    readonly acknowledged: string;
    readonly assign: string;
    readonly assignTo: string;
    readonly assigned: string;
    readonly comment: string;
    readonly commentLabel: string;
    readonly commented: string;
    readonly silence: string;
    readonly silenceIntro: string;
    readonly silenceOf: string;
    readonly ofSeries: string;
    readonly ofSite: string;
    readonly for: string;
    readonly spans: Readonly<Record<Span, string>>;
    readonly silenced: string;
    readonly expected: string;
    readonly expectedIntro: string;
    readonly falseAlarm: string;
    readonly falseAlarmIntro: string;
    readonly decided: string;
    readonly reason: string;
    readonly soon: string;
  };
};

export const INCIDENTS_WORDS: Readonly<Record<Lang, IncidentsWords>> = {
  en: incidentsEn,
  fr: incidentsFr,
};

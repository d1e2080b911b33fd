import { LEVEL_NAMES } from "../../../schemas/level-names.ts";
import type { Standing } from "../week-report.ts";
import type { Wording } from "./wording.ts";

export const ENGLISH: Wording = {
  title: "Weekly restore-proof report",
  week: (name) => `Week ${name}`,
  period: (from, until, zone) => `${from} to ${until} (${zone})`,
  underWay: (asOf) => `The week was still under way: as known on ${asOf}`,
  scope: (series, tenants) => `Scope: ${tenants} · ${series} series`,
  headline: (proven, asked) =>
    `${proven} of ${asked} series that must be proven restorable are proven as their policy asks.`,
  nothingKnown: "No series was known yet: nothing in this report is proven restorable.",
  nothingAsked: "No policy asks for a proof: nothing in this report is proven restorable.",
  tiles: {
    made: "backups made",
    missing: "backups missing",
    late: "made late",
    copies: "backups with all copies",
    proven: "proofs: proven",
    notProven: "proofs: failed or unproven",
    overdue: "series overdue or never proven",
    open: "findings open",
  },
  skipped: "not checked",
  faults: {
    backup: "fault of the backup",
    chain: "fault of its chain",
    key: "fault of a key",
    version: "fault of a version",
    sandbox: "fault of the sandbox",
    policy: "fault of a bound",
  },
  labelled: (label, text) => `${label}: ${text}`,
  of: (part, whole) => `${part} of ${whole}`,
  sections: {
    claims: "What random samples show of all copies",
    series: "Series",
    policies: "What the policies ask",
    proofs: "Proofs made this week",
    unverified: "What is not proven, and why",
    copies: "Backups that lack a copy",
    opened: "Findings opened this week",
    resolved: "Findings resolved this week",
    open: "Findings still open",
    limits: "What this report does not say",
    seal: "Signature",
    chains: "Chains of proofs",
  },
  columns: {
    series: "Series",
    policy: "Policy",
    schedule: "Schedule",
    required: "Copies",
    keep: "Kept",
    verification: "Proof",
    rpo: "RPO",
    rto: "RTO",
    expected: "Expected",
    made: "Made",
    late: "Late",
    missing: "Missing",
    awaited: "Awaited",
    failed: "Failed runs",
    copies: "All copies",
    standing: "Proof",
    lastProven: "Last proven",
    when: "When",
    copy: "Copy",
    level: "Level",
    outcome: "Outcome",
    data: "Data",
    restore: "Restore",
    check: "Check",
    reason: "Reason",
    kind: "Kind",
    severity: "Severity",
    opened: "Opened",
    resolved: "Resolved",
    what: "What",
    run: "Run",
    lacks: "Lacks",
    proofs: "Proofs",
    head: "Hash of the last",
  },
  notes: {
    claims:
      "At each round copies are drawn at random from those in retention, each with the same chance; what is drawn and not proven has failed. The confidence holds however often this is read while draws are counted together. Seeds and inventories are published: `vigie draw check` draws again.",
    series:
      "Expected: slots of the policy's schedule that fell due. Late ones are among those made. Awaited: neither made nor judged missing yet.",
    copies: "As seen when the report was made; each copy must be in a vault of its own.",
    proofs: "Each proof is of one copy, read from the vault where it lies.",
  },
  none: "None.",
  more: (count) => `and ${count} more, not listed here`,
  noPolicy: "none",
  rows: (rows, tables) => `${rows} rows in ${tables} tables`,
  newestRow: (at) => `newest row ${at}`,
  underRto: (seconds, rto) => `${seconds}, within the RTO of ${rto}`,
  overRto: (seconds, rto) => `${seconds}, beyond the RTO of ${rto}`,
  wanted: (level) => `asked: ${level}`,
  levels: LEVEL_NAMES.en,
  environments: { production: "production", staging: "staging" },
  backupTypes: {
    full: "full",
    differential: "differential",
    log: "log",
    incremental: "incremental",
    image: "image",
  },
  noLevel: "none reached",
  verdicts: { pass: "pass", fail: "fail", inconclusive: "inconclusive" },
  outcomes: { proven: "proven", failed: "failed", unproven: "unproven" },
  severities: { critical: "critical", warning: "warning", info: "info" },
  standings: {
    proven: "proven",
    failed: "failed",
    overdue: "overdue",
    "never-proven": "never proven",
    "not-asked": "not asked for",
    "no-policy": "no policy",
  },
  every: (interval) => `every ${interval}`,
  learned: "learned from its history",
  roles: { primary: "primary", duplicate: "duplicate" },
  why,
  lacks: {
    primary: "the primary copy",
    duplicate: "the duplicate",
    "second-vault": "a second vault",
  },
  limits: [
    "A proof holds for the copy that was restored and the instant at which it was; other copies of the same run are compared with it by size and checksum only.",
    "Restores ran in a sandbox, not on production hardware: the seconds measured bound what the data and the engine take, not networks, approvals or people.",
    "What a backup job claims is shown as made; that its copies exist was observed, and that they can be restored is shown only by a proof.",
  ],
  seal: {
    report: "Hash of this report (SHA-256)",
    key: "Fingerprint of the key (Ed25519)",
    root: "Merkle root of all chains",
    how: (command) => `To check this file without any connection: ${command}`,
    chains: "Each proof carries the hash of the one before it in its series.",
  },
};

function why(standing: Standing, every: string, lastProven: string | null): string {
  switch (standing) {
    case "proven":
      return "";
    case "failed":
      return lastProven === null
        ? "The last verification failed, and none has ever succeeded."
        : `The last verification failed; last proven on ${lastProven}.`;
    case "overdue":
      return `Last proven on ${lastProven}; the policy asks for a proof every ${every}.`;
    case "never-proven":
      return `No verification has ever succeeded; the policy asks for a proof every ${every}.`;
    case "not-asked":
      return "Its policy asks for no verification.";
    case "no-policy":
      return "No policy matches it: nothing is expected of it and nothing is verified.";
  }
}

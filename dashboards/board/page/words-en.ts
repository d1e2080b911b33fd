import { KIND_NAMES } from "../../../schemas/kind-names.ts";
import { LEVEL_NAMES } from "../../../schemas/level-names.ts";
import type { Words } from "./words.ts";

export const wordsEn: Words = {
  states: {
    missing: "missing",
    stuck: "stuck",
    failed: "failed",
    late: "late",
    unprotected: "unprotected",
    unknown: "unknown",
    running: "running",
    waiting: "waiting",
    skipped: "skipped",
    filled: "filled",
  },
  severities: { critical: "critical", warning: "warning", info: "info" },
  kinds: KIND_NAMES.en,
  levels: LEVEL_NAMES.en,
  outcomes: { proven: "proven", failed: "failed", unproven: "unproven" },
  roles: { primary: "primary", duplicate: "duplicate" },
  environments: { production: "production", staging: "staging" },
  assetKinds: { "sql-database": "SQL database", "vm-image": "VM image", files: "files" },
  backupTypes: {
    full: "full",
    differential: "differential",
    log: "log",
    incremental: "incremental",
    image: "image",
  },
  columns: {
    state: "State",
    series: "Series",
    tenant: "Tenant, product, site",
    lastGood: "Last good backup",
    nextSlot: "Next slot",
    findings: "Open findings",
    proof: "Last proof",
  },
  live: {
    connecting: "Connecting…",
    live: "Live",
    asOf: (time) => `as of ${time}`,
    staleSince: (time) => `Stale since ${time}`,
    neverConnected: "No connection; trying again",
  },
  table: {
    title: "Series",
    slot: "slot",
    noSlot: "no slot yet",
    noPolicy: "no policy",
    noBackup: "none yet",
    noNextSlot: "none planned",
    noFinding: "none",
    since: "since",
    more: (count) => `and ${count} more`,
    details: (asset) => `Details of ${asset}`,
  },
  proofs: {
    title: "Last proofs",
    never: "never proven",
    levelOf: (level, wanted) => `${level}, asked for ${wanted}`,
    provenTo: (level) => `proven to: ${level}`,
    noLevel: "no level reached",
    restoredIn: (duration) => `restored in ${duration}`,
  },
  findings: {
    open: "Open findings",
    resolved: "Resolved in the last 24 hours",
    lasted: "lasted",
    members: (count) => (count === 1 ? "1 member" : `${count} members`),
    about: { vigie: "Vigie itself" },
  },
  dialog: {
    close: "Close",
    policy: "Policy",
    environment: "Environment",
    instance: "Instance",
    evidence: "The numbers that decided it",
    loading: "Loading…",
    cannotLoad: "Cannot load the proofs now. Close this and try again.",
    proofs: "Proofs",
    verdicts: { pass: "pass", fail: "fail", inconclusive: "inconclusive" },
  },
  empty: {
    series: "No series yet",
    seriesHint:
      "A series shows here as soon as Vigie hears of it. Send an event (vigie ingest FILE), " +
      "or name your backup directories under “sources” in vigie.yaml.",
    findings: "No open finding",
    findingsHint: (watched, unknown) => {
      if (watched === 0) return "Vigie watches no series yet, so it cannot find anything.";
      if (unknown === 0) return "Nothing is wrong with what Vigie has been told and could judge.";
      return `Vigie can’t judge ${unknown} series yet: their state is unknown, not good.`;
    },
    resolved: "Nothing was resolved in the last 24 hours.",
    proofs: "No proof yet",
    proofsHint:
      "No backup has been restored so far, so nothing is known to be restorable. " +
      "Prove one now: vigie verify SERIES.",
  },
};

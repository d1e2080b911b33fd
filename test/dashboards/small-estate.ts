import { instantToJson } from "../../schemas/instant.ts";
import type { Series } from "../../schemas/series.ts";
import { SLOT_STATES } from "../../schemas/series-state.ts";
import {
  check,
  findingOf,
  HOUR_MS,
  NOON_MS,
  proofOf,
  runOf,
  series,
  stateOf,
} from "./board-rows.ts";

const ago = (hours: number) => instantToJson(NOON_MS - hours * HOUR_MS);

/** A series of every state, under tenants and products as a hosting team has them. */
export const seriesByState = Object.fromEntries(
  SLOT_STATES.map((state, index) => [
    state,
    series({
      tenant: index % 2 === 0 ? "acme" : "globex",
      product: ["visitor", "meeting", "deskbooking"][index % 3] ?? "visitor",
      site: index % 2 === 0 ? "paris" : "lyon",
      instance: index % 2 === 0 ? "par-sql-03" : "lyo-sql-01",
      asset: `Db_${state}`,
    }),
  ]),
) as Record<(typeof SLOT_STATES)[number], Series>;

export const vm = series({ assetKind: "vm-image", backupType: "image", asset: "visitor-web-01" });
const staging = series({ environment: "staging", asset: "MeetingDb", product: "meeting" });

export const states = [
  ...SLOT_STATES.map((state) =>
    stateOf(seriesByState[state], {
      state,
      ...(state === "unprotected" && { policy: null, slot: null, nextSlot: null }),
      ...(["missing", "unprotected", "unknown"].includes(state) && { lastSuccessAt: ago(34.6) }),
      ...(state === "running" && { learning: { runs: 3, needed: 7 } }),
      ...(state === "waiting" && { lastSuccessAt: null, lastSizeBytes: null, slot: null }),
    }),
  ),
  stateOf(vm, { lastSizeBytes: "9223372036854775807", lastSuccessAt: ago(9) }),
  stateOf(staging, { lastSizeBytes: 1_204_224 }),
];

const { missing, late, failed, stuck, unprotected, filled, running, skipped } = seriesByState;
const duplicate = { role: "duplicate", vault: "dc2", uri: "file:///vaults/dc2/a.img" } as const;

export const findings = [
  findingOf(missing),
  findingOf(missing, {
    kind: "proof-overdue",
    severity: "warning",
    summary: {
      en: "No proof of Db_missing in its period of 14 days; the last one is 16 days old",
      fr: "Aucune preuve de Db_missing dans sa période de 14 jours ; la dernière a 16 jours",
    },
  }),
  findingOf(late, { kind: "late", severity: "warning", openedAt: ago(1) }),
  findingOf(failed, { kind: "failed", severity: "warning", openedAt: ago(9.7) }),
  findingOf(stuck, { kind: "stuck", severity: "warning", openedAt: ago(2) }),
  findingOf(unprotected, { kind: "unprotected", severity: "warning", openedAt: ago(70) }),
  findingOf(vm, {
    kind: "copy-checksum-mismatch",
    copy: duplicate,
    openedAt: ago(0.2),
    summary: {
      en: "The two copies of visitor-web-01 differ: sha256 9f86… in dc1, 60ae… in dc2",
      fr: "Les deux copies de visitor-web-01 diffèrent : sha256 9f86… dans dc1, 60ae… dans dc2",
    },
  }),
  findingOf(null, {
    kind: "collector-silent",
    severity: "warning",
    collector: "vaults",
    openedAt: ago(0.4),
    summary: {
      en: "Collector vaults has said nothing new for 24 min",
      fr: "Le collecteur vaults n’a rien dit de neuf depuis 24 min",
    },
  }),
  findingOf(filled, {
    kind: "late",
    severity: "warning",
    openedAt: ago(10),
    resolvedAt: ago(8.5),
    resolution: "filled",
  }),
  findingOf(running, {
    kind: "late",
    openedAt: ago(60),
    resolvedAt: ago(50),
    resolution: "filled",
  }),
];

const DAY_MS = 24 * HOUR_MS;
const NIGHT_MS = NOON_MS - 11 * HOUR_MS;

/** Twelve nights of good runs before the last one, and those of the last that were good. */
export const runs = [
  ...Object.values(seriesByState).flatMap((of, index) =>
    Array.from({ length: 12 - (index % 4) }, (_, night) =>
      runOf(of, NIGHT_MS - (night + 1) * DAY_MS),
    ),
  ),
  ...[filled, vm, staging].map((of) => runOf(of, NIGHT_MS)),
];

/** Why the proof of visitor-web-01 failed. */
export const OTHER_BYTES = {
  en: "The bytes hash to 60ae… where 9f86… was recorded",
  fr: "L’empreinte des octets est 60ae… là où 9f86… a été relevée",
};

export const proofs = [
  proofOf(filled),
  proofOf(filled, { finishedAt: ago(14 * 24) }),
  proofOf(skipped, { level: "restored", finishedAt: ago(30) }),
  proofOf(failed, { finishedAt: ago(26), level: "restored", wanted: "restored" }),
  proofOf(staging, { outcome: "unproven", level: "whole", finishedAt: ago(3), checks: [] }),
  proofOf(vm, {
    outcome: "failed",
    failure: "copy-damaged",
    level: "exists",
    finishedAt: ago(2),
    restoreSeconds: null,
    checks: [
      check("exists", "exists", { en: "The object is there", fr: "L'objet est présent" }),
      { ...check("whole", "whole", OTHER_BYTES), verdict: "fail" },
    ],
  }),
];

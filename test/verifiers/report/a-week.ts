import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { type Policy, policySchema } from "../../../schemas/policy.ts";
import type { Proof } from "../../../schemas/proof.ts";
import { type Series, seriesId } from "../../../schemas/series.ts";
import { fingerprintOf } from "../../../verifiers/proof/fingerprint-of.ts";
import type { SigningKeys } from "../../../verifiers/proof/open-keys.ts";
import { buildWeek } from "../../../verifiers/report/build-week.ts";
import { weekNamed } from "../../../verifiers/report/iso-week.ts";
import type { WeekData, WeekOptions } from "../../../verifiers/report/week-data.ts";
import { aFinding } from "../../alerts/a-finding.ts";

const DAY_MS = 86_400_000;
export const WEEK = weekNamed("2026-W46", "Europe/Paris");

export const VISITOR = aSeries("visitor", "VisitorDb");
export const MEETING = aSeries("meeting", "MeetingDb");
export const DESKS = aSeries("deskbooking", "DesksDb");
export const ARCHIVE = { ...aSeries("archive", "ArchiveDb"), environment: "staging" } as const;

/** Proofs are asked for every 7 days, right, within an RTO of 4 h; staging has no policy. */
export const POLICIES: readonly Policy[] = [
  policySchema.parse({
    name: "nightly",
    match: { environment: "production" },
    schedule: { cron: "0 1 * * *", zone: "Europe/Paris" },
    copies: { required: ["primary", "duplicate"] },
    verification: { every: "7d", level: "right" },
    objectives: { rto: "4h" },
  }),
];

/**
 * A week of four series: VisitorDb is proven; MeetingDb missed Wednesday, has no duplicate of
 * Thursday, and its last proof failed; DesksDb was last proven nine days before the week's end;
 * ArchiveDb has no policy.
 */
export function aWeek(): WeekData {
  const nights = (series: Series, without: readonly number[] = []) =>
    [0, 1, 2, 3, 4, 5, 6].flatMap((night) =>
      without.includes(night)
        ? []
        : [
            {
              seriesId: seriesId(series),
              runId: `${series.asset}-${night}`,
              succeeded: true,
              startedAtMs: WEEK.fromMs + night * DAY_MS + 3_603_000,
            },
          ],
    );
  const runs = [...nights(VISITOR), ...nights(MEETING, [2]), ...nights(DESKS)];
  const copies = runs.flatMap(({ seriesId, runId }) =>
    (["primary", "duplicate"] as const)
      .filter((role) => runId !== "MeetingDb-3" || role === "primary")
      .map((role) => ({ seriesId, runId, role, vault: role === "primary" ? "dc1" : "dc2" })),
  );
  return {
    series: [VISITOR, MEETING, DESKS, ARCHIVE].map((series) => ({
      id: seriesId(series),
      series,
      firstHeardMs: WEEK.fromMs - 30 * DAY_MS,
    })),
    runs,
    copies,
    proofs: [
      aProof(VISITOR),
      aProof(MEETING, { outcome: "failed", level: "whole", failure: "restore-failed" }),
    ],
    drawn: [],
    chains: [
      aChain(VISITOR, "proven", WEEK.untilMs - DAY_MS),
      aChain(MEETING, "failed", WEEK.untilMs - 3 * DAY_MS),
      aChain(DESKS, "proven", WEEK.untilMs - 9 * DAY_MS),
    ],
    findings: [
      aFinding({
        series: MEETING,
        slot: "2026-11-11T00:00:00Z",
        openedAt: "2026-11-11T06:01:00Z",
        summary: { en: "MeetingDb has no backup", fr: "MeetingDb n'a pas de sauvegarde" },
      }),
      aFinding({
        kind: "late",
        severity: "warning",
        series: VISITOR,
        slot: "2026-11-10T00:00:00Z",
        openedAt: "2026-11-10T01:01:00Z",
        resolvedAt: "2026-11-10T02:00:00Z",
        resolution: "filled",
        summary: { en: "VisitorDb is late", fr: "VisitorDb est en retard" },
      }),
    ],
  };
}

export function aReport(
  data: WeekData = aWeek(),
  { lang = "en", policies = POLICIES }: Partial<Pick<WeekOptions, "lang" | "policies">> = {},
) {
  const zone = "Europe/Paris";
  return buildWeek(data, { week: WEEK, asOfMs: WEEK.untilMs, zone, lang, policies });
}

/** Keys made for one test. */
export function someKeys(): SigningKeys {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const publicKeyPem = publicKey.export({ type: "spki", format: "pem" }).toString();
  return {
    publicKeyPem,
    fingerprint: fingerprintOf(publicKeyPem) ?? "",
    sign: (hash) => sign(null, Buffer.from(hash, "hex"), privateKey).toString("base64"),
  };
}

export function aSeries(product: string, asset: string): Series {
  return {
    tenant: "acme",
    environment: "production",
    product,
    site: "paris",
    assetKind: "sql-database",
    instance: "par-sql-03",
    asset,
    backupType: "full",
  };
}

export function aProof(series: Series, changes: Partial<Proof> = {}): Proof {
  const failed = changes.outcome === "failed";
  return {
    version: 1,
    id: hashOf(`proof ${series.asset}`).slice(0, 32),
    series,
    runId: `${series.asset}-4`,
    copy: {
      role: "duplicate",
      vault: "dc2",
      uri: `file:///vaults/dc2/acme/${series.product}/${series.asset}-4.sql.gz`,
      sizeBytes: 81_234,
      checksum: null,
    },
    wanted: "right",
    level: "right",
    outcome: "proven",
    failure: null,
    checks: [
      {
        name: "checksum",
        level: "whole",
        verdict: "pass",
        observed: { bytes: 81_234, sha256: hashOf(series.asset) },
        reason: {
          en: "All 81,234 bytes were read; their hash is the one that was observed",
          fr: "Les 81\u202f234 octets ont été lus ; leur empreinte est celle observée",
        },
      },
      {
        name: "restore",
        level: "restored",
        verdict: failed ? "fail" : "pass",
        observed: { seconds: 2.41 },
        reason: failed
          ? { en: 'relation "visits" does not exist', fr: "la relation « visits » n'existe pas" }
          : { en: "The dump was restored to its end", fr: "Le dump est restauré jusqu'au bout" },
      },
    ],
    rowCounts: failed ? null : { visits: 12_345, visitors: 678 },
    newestRowAt: failed ? null : "2026-11-12T23:58:00Z",
    engine: "PGlite 0.5.8",
    startedAt: "2026-11-13T05:00:00Z",
    finishedAt: "2026-11-13T05:00:04Z",
    restoreSeconds: failed ? null : 2.41,
    reason: "due",
    previous: "0".repeat(64),
    hash: hashOf(`hash ${series.asset}`),
    key: "f".repeat(64),
    signature: "",
    ...changes,
  };
}

function aChain(series: Series, lastOutcome: Proof["outcome"], provenAtMs: number) {
  return {
    seriesId: seriesId(series),
    proofs: 3,
    head: hashOf(`hash ${series.asset}`),
    lastOutcome,
    lastProven: { atMs: provenAtMs, level: "right" as const },
  };
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

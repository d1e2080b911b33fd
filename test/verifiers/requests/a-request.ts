import { instantToJson } from "../../../schemas/instant.ts";
import {
  type RequestAsked,
  type RestoreRequest,
  requestAskedSchema,
} from "../../../schemas/request.ts";
import type { PlannedCopy, RestorePlan } from "../../../schemas/restore-plan.ts";
import { NIGHT_MS } from "../chains/a-link.ts";
import { makeProof } from "../make-proof.ts";

export const { series: SERIES } = makeProof("1");
export const OPENED_MS = NIGHT_MS + 9 * 3_600_000;

/** What a ticket asks for: VisitorDb as it was at half past midnight, over production. */
export function anAsking(changes: Partial<RequestAsked> = {}): RequestAsked {
  return {
    ...requestAskedSchema.parse({
      ...{ ticket: "SUP-1042", askedBy: "Amélie", series: SERIES },
      wanted: { at: "2026-11-20T00:30:00Z" },
      target: { environment: "production", instance: "pg-1", database: "VisitorDb" },
      reason: "visits deleted by a wrong import",
    }),
    ...changes,
  };
}

/** Opened by Bo for Amélie. */
export function aRequest(changes: Partial<RestoreRequest> = {}): RestoreRequest {
  const openedAt = instantToJson(OPENED_MS);
  const opening = {
    at: openedAt,
    act: "open",
    by: "Bo",
    reason: "ticket",
    state: "opened",
  } as const;
  return {
    ...{ id: "R-2026-0001", ...anAsking(), openedBy: "Bo", openedAt, state: "opened" },
    ...{ plan: null, execution: null, closing: null, steps: [opening], ...changes },
  };
}

/** Planned by Cy, and approved by Dee. */
export function anApproved(changes: Partial<RestoreRequest> = {}): RestoreRequest {
  const request = aRequest({ plan: aPlan(), ...changes });
  const step = { at: instantToJson(OPENED_MS + 1), reason: "said so" };
  const plan = { ...step, act: "plan", by: "Cy", state: "planned" } as const;
  const approve = { ...step, act: "approve", by: "Dee", state: "approved" } as const;
  return { ...request, state: "approved", steps: [...request.steps, plan, approve] };
}

/** One full backup that leads to the wanted instant as far as half an hour. */
export function aPlan(changes: Partial<RestorePlan> = {}): RestorePlan {
  const copy: PlannedCopy = {
    ...{ role: "primary" as const, vault: "dc1", uri: "file:///dc1/F.bak", sizeBytes: 1_000_000 },
    checksum: { algorithm: "sha256", value: "9f86d081" },
    ...{ lockedUntil: null, proof: null },
  };
  return {
    reached: { at: "2026-11-20T00:00:10Z", behindSecondsMax: 1_800, stopAt: null },
    lack: null,
    nearest: { before: "2026-11-20T00:00:10Z", after: null },
    links: [
      {
        ...{ series: SERIES, runId: "F", sizeBytes: 4_000_000, format: "sql-server-backup" },
        ...{ startedAt: "2026-11-20T00:00:00Z", finishedAt: "2026-11-20T00:00:10Z" },
        ...{ copy, others: [] },
      },
    ],
    estimate: { seconds: 60, basis: "series", proofs: 3, rtoSeconds: 14_400, rpoSeconds: null },
    freeBytesMin: 4_000_000,
    doubts: [],
    ...changes,
  };
}

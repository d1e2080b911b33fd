import assert from "node:assert";
import type { StateTransaction } from "../../platform/state/state-store.ts";
import { composePagerFailed, resolvePagerFailed } from "./compose-pager-failed.ts";
import {
  clearFailures,
  countFailure,
  keepFinding,
  type PagerHealth,
  readPagerHealth,
} from "./pager-health-rows.ts";

/** Counts a failed attempt; resolves to how the pager fares now. */
export async function noteFailure(
  transaction: StateTransaction,
  failure: { readonly pager: string; readonly reason: string },
  nowMs: number,
): Promise<PagerHealth> {
  await countFailure(transaction, failure, nowMs);
  const health = await readPagerHealth(transaction, failure.pager);
  assert(health, "its failure was just counted");
  return health;
}

/** Finds `pager-failed`, once for each time that the pager fails. */
export async function findPagerFailed(
  transaction: StateTransaction,
  { pager, failingSinceMs, failures, lastFailure, finding, isPublished }: PagerHealth,
  nowMs: number,
): Promise<void> {
  const isOpen = finding !== null && finding.resolvedAt === null;
  if (failingSinceMs === null || isOpen || !isPublished) return;
  const episode = { pager, sinceMs: failingSinceMs, failures, reason: lastFailure };
  await keepFinding(transaction, pager, composePagerFailed(episode, nowMs));
}

/** A pager that told somebody something works again. */
export async function noteSuccess(
  transaction: StateTransaction,
  pager: string,
  nowMs: number,
): Promise<void> {
  const health = await readPagerHealth(transaction, pager);
  if (health === null || health.failingSinceMs === null) return;
  await noteEnd(transaction, health, { nowMs, resolution: "the pager works again" });
}

/** It no longer fails, for whatever reason. */
export async function noteEnd(
  transaction: StateTransaction,
  { pager, finding }: PagerHealth,
  end: { readonly nowMs: number; readonly resolution: string },
): Promise<void> {
  await clearFailures(transaction, pager);
  if (finding === null || finding.resolvedAt !== null) return;
  await keepFinding(transaction, pager, resolvePagerFailed(finding, end));
}

import type { Vault } from "../../../platform/objects/open-object.ts";
import type { Store } from "../../../platform/store/store.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { matchPolicy } from "../../../schemas/match-policy.ts";
import type { Policy } from "../../../schemas/policy.ts";
import type { RestoreRequest } from "../../../schemas/request.ts";
import type { PlannedLink, RestorePlan } from "../../../schemas/restore-plan.ts";
import { bytesToJson } from "../../../schemas/size.ts";
import type { Backup } from "../../chains/backup.ts";
import { readBackups } from "../../chains/read-backups.ts";
import { tellFormat } from "../../chains/tell-format.ts";
import { type AssetProofs, readAssetProofs } from "../../window/read-asset-proofs.ts";
import { leaveOutBad } from "../../window/usable-copies.ts";
import { type ChosenChain, chooseChain } from "./choose-chain.ts";
import { estimateDuration } from "./estimate-duration.ts";
import { findProductionInstance } from "./find-production-instance.ts";
import { listDoubts } from "./list-doubts.ts";
import { planLink } from "./plan-link.ts";
import { type PlanFacts, readPlanFacts } from "./read-plan-facts.ts";

const SECOND_MS = 1_000;

type Options = {
  readonly store: Store;
  readonly policies: readonly Policy[];
  readonly vaults: readonly Vault[];
  readonly atMs: number;
};

/**
 * Chooses the chain of copies that leads to what a request asks for, those left out that failed
 * their proof, and says how long it takes, what room it needs, and what is doubtful.
 */
export async function makePlan(request: RestoreRequest, options: Options): Promise<RestorePlan> {
  const { store, policies, vaults, atMs } = options;
  const { series } = request;
  const [backups, proofs, facts, productionInstance] = await Promise.all([
    readBackups(store, series),
    readAssetProofs(store, series),
    readPlanFacts(store, series),
    findProductionInstance(store, request),
  ]);
  const chosen = chooseChain(leaveOutBad(backups, proofs), request);
  const chain = chosen.state === "found" ? chosen.links : [];
  const links = await planLinks(chain, { proofs, facts, vaults });
  const plan = {
    ...tellReach(chosen),
    links,
    estimate: {
      ...estimateDuration(facts.restores, sumBytes(links)),
      ...objectivesOf(matchPolicy(series, policies)),
    },
    freeBytesMin: bytesToJson(links.reduce((sum, { sizeBytes }) => sum + BigInt(sizeBytes), 0n)),
    productionInstance,
  };
  return { ...plan, doubts: [...listDoubts(plan, { request, policies, atMs })] };
}

function tellReach(chosen: ChosenChain): Pick<RestorePlan, "reached" | "lack" | "nearest"> {
  const { beforeMs, afterMs } = chosen.nearest;
  const nearest = { before: toInstant(beforeMs), after: toInstant(afterMs) };
  if (chosen.state === "lacking") return { reached: null, lack: chosen.lack, nearest };
  const { reachedMs, stopAtMs, behindMsMax } = chosen;
  const at = instantToJson(reachedMs);
  const behindSecondsMax = behindMsMax / SECOND_MS;
  return { reached: { at, behindSecondsMax, stopAt: toInstant(stopAtMs) }, lack: null, nearest };
}

type Known = {
  readonly proofs: AssetProofs;
  readonly facts: PlanFacts;
  readonly vaults: readonly Vault[];
};

async function planLinks(
  chain: readonly Backup[],
  { proofs, facts, vaults }: Known,
): Promise<PlannedLink[]> {
  const links: PlannedLink[] = [];
  /** Links of one type are of one format; a chain may have hundreds of logs. */
  const formats = new Map<string, string | null>();
  for (const backup of chain) {
    const link = planLink(backup, { ...facts, proofs });
    if (!link) continue;
    const { backupType } = backup.series;
    const format =
      formats.get(backupType) ?? (await tellFormat(backup, { vaults, vault: link.copy.vault }));
    formats.set(backupType, format);
    links.push({ ...link, format });
  }
  return links;
}

function objectivesOf(policy: Policy | null) {
  const { rto, rpo } = policy?.objectives ?? {};
  return {
    rtoSeconds: rto === undefined ? null : rto / SECOND_MS,
    rpoSeconds: rpo === undefined ? null : rpo / SECOND_MS,
  };
}

/** As they are stored: so they were measured. */
function sumBytes(links: readonly PlannedLink[]): number {
  return links.reduce((sum, { copy }) => sum + Number(copy.sizeBytes), 0);
}

function toInstant(atMs: number | null): string | null {
  return atMs === null ? null : instantToJson(atMs);
}

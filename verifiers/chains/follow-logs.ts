import type { Backup } from "./backup.ts";
import type { Lack } from "./find-chain.ts";
import { sayChain } from "./say-chain.ts";

export type Followed =
  | { readonly state: "followed"; readonly logs: readonly Backup[] }
  | ({ readonly state: "broken" } & Lack);

/**
 * The logs of one lineage that lead from the end of a full or differential to `own`, which is the
 * last of them. Of several that go on from one point the one that reaches furthest is taken.
 */
export function followLogs(logs: readonly Backup[], anchor: Backup, own: Backup): Followed {
  const [untilLsn, endLsn] = [own.chain?.firstLsn ?? 0n, own.chain?.lastLsn ?? 0n];
  const taken: Backup[] = [];
  let reached = anchor.chain?.lastLsn ?? 0n;
  while (reached < untilLsn) {
    const next = logs
      .filter((log) => log !== own && leadsOn(log, reached, endLsn))
      .sort(byUseAndReach)[0];
    if (!next) return { state: "broken", ...sayChain.gap(taken.at(-1) ?? anchor, own, reached) };
    if (next.copies.length === 0) return { state: "broken", ...sayChain.noCopy(next) };
    taken.push(next);
    reached = next.chain?.lastLsn ?? reached;
  }
  return { state: "followed", logs: [...taken, own] };
}

function leadsOn({ chain }: Backup, reached: bigint, endLsn: bigint): boolean {
  if (chain?.firstLsn == null || chain.lastLsn == null) return false;
  return chain.firstLsn <= reached && chain.lastLsn > reached && chain.lastLsn <= endLsn;
}

function byUseAndReach(a: Backup, b: Backup): number {
  const apart = Math.sign(b.copies.length) - Math.sign(a.copies.length);
  if (apart !== 0) return apart;
  return (a.chain?.lastLsn ?? 0n) < (b.chain?.lastLsn ?? 0n) ? 1 : -1;
}

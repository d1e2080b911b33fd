import { COPY_ROLES } from "../../schemas/events.ts";
import type { Series } from "../../schemas/series.ts";
import type { Channel } from "../detection/channels.ts";
import type { CompiledPolicy } from "../detection/compile-policies.ts";
import type { SeriesPatience } from "../detection/series-patience.ts";
import type { Sleeper, World } from "../detection/world.ts";
import type { Matter } from "../findings/judgement.ts";
import { type Run, successOf } from "../runs/run.ts";
import { COMPARISONS } from "./compare-copies.ts";
import type { Role } from "./copy.ts";
import { type CopyScene, copyDeadlineMs } from "./copy-scene.ts";
import { judgeCopies } from "./judge-copies.ts";

type Subject = {
  readonly world: World;
  readonly series: Series;
  readonly subject: string;
  readonly policy: CompiledPolicy;
  readonly patience: SeriesPatience;
};

type Place = { readonly slotMs: number | null; readonly counts: boolean };

/** The copies of one series' runs, kept judged. */
export type CopyWatch = ReturnType<typeof createCopyWatch>;

export function createCopyWatch({ world, series, subject, policy, patience }: Subject) {
  const vaults = new Map<Role, string>();
  const waiting = new Set<Run>();

  function noteVault(role: Role, vault: string) {
    vaults.set(role, vault);
    world.vaults.set(tenantKey(series, role), vault);
  }

  /**
   * Judges the copies of a run that succeeded, and waits for the vaults' watermarks to pass its
   * deadline.
   */
  function judge(run: Run, place: Place, nowMs: number) {
    const success = successOf(run);
    if (!success) return;
    const scene: CopyScene = {
      ...{ series, subject, run, success, ...place },
      policy: policy.policy,
      zone: policy.zone,
      watermarkMs: (role) => patience.watermarkOf(channelOf(run, role)),
    };
    for (const judgement of judgeCopies(scene)) world.ledger.settle(judgement, nowMs);
    wait(run, copyDeadlineMs(scene), nowMs);
  }

  function wait(run: Run, deadlineMs: number | null, nowMs: number) {
    waiting.delete(run);
    if (deadlineMs === null) return;
    for (const role of COPY_ROLES) {
      const channel = channelOf(run, role);
      if (patience.watermarkOf(channel) >= deadlineMs) continue;
      waiting.add(run);
      patience.waitFor(channel, deadlineMs, nowMs);
    }
  }

  function channelOf(run: Run, role: Role): Channel<Sleeper> {
    const own = [...run.copies.values()].find(({ place }) => place.role === role)?.place.vault;
    const vault = own ?? vaults.get(role) ?? world.vaults.get(tenantKey(series, role));
    return world.channels.ofVault(vault ?? null);
  }

  /** What is past its retention is no restore point any more: nothing of it remains to be done. */
  function forget(run: Run, nowMs: number) {
    waiting.delete(run);
    const resolution = "the retention of its run has ended";
    const ofRoles = COPY_ROLES.flatMap((role) => [
      matterOf(run, "copy-missing", role),
      matterOf(run, "copy-lost", role),
    ]);
    const ofCopies = [...run.copies.keys()].map((uri) => matterOf(run, "copy-changed", uri));
    const ofPair = COMPARISONS.map((kind) => matterOf(run, kind, "pair"));
    const ofClaim = matterOf(run, "copy-checksum-mismatch", "claim");
    for (const matter of [...ofRoles, ...ofCopies, ...ofPair, ofClaim])
      world.ledger.settle({ verdict: "clear", matter, resolution }, nowMs);
  }

  function matterOf(run: Run, kind: Matter["kind"], what: string): Matter {
    return { kind, subject, about: `${run.runId}\n${what}` };
  }

  return { noteVault, judge, forget, waiting, channelOf };
}

function tenantKey(series: Series, role: Role): string {
  return `${role}\n${series.tenant}`;
}

import type { Series } from "../../schemas/series.ts";
import type { Channel } from "../detection/channels.ts";
import type { Memory } from "../detection/memory.ts";
import type { Sleeper, World } from "../detection/world.ts";
import type { Run } from "../runs/run.ts";
import type { Copy, Role } from "./copy.ts";

/** Whose watermarks tell of the copies of one series. */
export function createCopyChannels(world: World, series: Series, memory: Memory) {
  const vaults = memory.of("vaults", () => new Map<Role, string>());

  function noteVault(role: Role, vault: string) {
    vaults.set(role, vault);
    world.vaults.set(tenantKey(series, role), vault);
  }

  /** Of a run without a copy in the role, the vault that the series or its tenant last used. */
  function ofRole(run: Run, role: Role): Channel<Sleeper> {
    const own = [...run.copies.values()].find(({ place }) => place.role === role)?.place.vault;
    const vault = own ?? vaults.get(role) ?? world.vaults.get(tenantKey(series, role));
    return world.channels.ofVault(vault ?? null);
  }

  /** A copy that moved is in the vault that it left, or in the one that its role has now. */
  function ofGone({ role, vault }: Copy["place"]): readonly Channel<Sleeper>[] {
    const now = vaults.get(role) ?? vault;
    return [...new Set([vault, now])].map((name) => world.channels.ofVault(name));
  }

  return { noteVault, roles: () => [...vaults.keys()], ofRole, ofGone };
}

function tenantKey(series: Series, role: Role): string {
  return `${role}\n${series.tenant}`;
}

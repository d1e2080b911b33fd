import type { BenchParameters } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import type { Line } from "./line.ts";

export type Tenant = {
  readonly name: string;
  /** The number of its collectors. */
  readonly area: number;
  readonly zone: string;
  readonly collector: string | null;
  readonly vaultCollector: string | null;
  readonly reportedBy: boolean;
  readonly keepDays: number | null;
  readonly asks: Line["asks"];
  /** For a day each. */
  readonly maintenance: readonly {
    readonly cron: string;
    readonly zone: string;
    readonly reason: string;
  }[];
  readonly sites: readonly string[];
  readonly products: readonly string[];
};

export function makeTenant(
  { shares, sitesMax, productsMax, zones }: BenchParameters,
  dice: Dice,
  { number, area }: { readonly number: number; readonly area: number },
): Tenant {
  const zone = dice.pick(zones);
  const hasCollector = !dice.chance(shares.withoutCollector);
  const maintenance = { cron: "0 0 15 * *", zone, reason: "monthly maintenance" };
  const keepDays = dice.chance(shares.withoutRetention) ? null : dice.pick([14, 14, 30, 7]);
  return {
    name: `tenant-${number}`,
    area,
    zone,
    collector: hasCollector ? `collector-${area}` : null,
    vaultCollector: dice.chance(shares.withoutVaultCollector) ? null : `vault-watch-${area}`,
    reportedBy: hasCollector && dice.chance(shares.reportedBy),
    keepDays,
    asks: {
      encrypted: dice.chance(shares.asksEncryption),
      locked: keepDays !== null && dice.chance(shares.asksLock),
    },
    maintenance: dice.chance(shares.maintenance) ? [maintenance] : [],
    sites: named("site", dice.whole(1, sitesMax)),
    products: named("product", dice.whole(1, productsMax)),
  };
}

function named(what: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${what}-${index + 1}`);
}

import { stringify } from "yaml";
import { PATTERNS, PRODUCTS, TENANTS, type Tenant } from "./estate.ts";
import { FRESHNESS } from "./production/schema.ts";

export const DUMP_CRON = "0 1 * * *";
/** Between 02:00 and 03:00, so that the night on which clocks go back is in it. */
export const IMAGE_CRON = "30 2 * * *";
export const ZONE = "Europe/Paris";
export const PORT_ANY = 0;

type Places = {
  readonly data: string;
  readonly vaults: readonly [string, string];
  readonly tokenFile: (tenant: Tenant) => string;
  readonly webhook: string;
  readonly port: number;
};

/** The demo's `vigie.yaml`: what an operator of this estate would write. */
export function makeConfig(places: Places): string {
  return stringify({
    data: places.data,
    listen: { host: "127.0.0.1", port: places.port },
    pollEvery: "15m",
    tokens: TENANTS.map((tenant) => ({
      name: `${tenant}-jobs`,
      secret: { file: places.tokenFile(tenant) },
      tenant,
      sources: [`/jobs/${tenant}`],
    })),
    sources: [watch("dumps", PATTERNS.dump, places), watch("images", PATTERNS.image, places)],
    policies: [...PRODUCTS.map(dumpPolicy), imagePolicy()],
    verification: { rounds: { cron: "0 6 * * *", zone: ZONE } },
    alerts: {
      pagers: [{ name: "noc", kind: "webhook", url: places.webhook, allowLoopback: true }],
    },
    report: { zone: ZONE },
  });
}

function watch(name: string, pattern: string, { vaults: [first, second] }: Places) {
  return {
    name,
    collector: "directory",
    pattern,
    series: { environment: "production" },
    // The jobs tell of their runs themselves; the collector tells what is really there.
    reports: ["copies"],
    vaults: [
      { name: `dc1-${name}`, role: "primary", path: first },
      { name: `dc2-${name}`, role: "duplicate", path: second },
    ],
    every: "1h",
    settle: "10m",
  };
}

function dumpPolicy(product: (typeof PRODUCTS)[number]) {
  const often = product === "visitor";
  return {
    name: `${product}-dumps`,
    match: { environment: "production", product, assetKind: "sql-database" },
    schedule: { cron: DUMP_CRON, zone: ZONE, startWithin: "1h", finishWithin: "6h" },
    ...promises(often ? "2d" : "7d", FRESHNESS[product]),
  };
}

function imagePolicy() {
  return {
    name: "server-images",
    match: { environment: "production", assetKind: "vm-image" },
    schedule: { cron: IMAGE_CRON, zone: ZONE, startWithin: "1h", finishWithin: "6h" },
    ...promises("7d", FRESHNESS.meeting),
  };
}

function promises(every: string, sentinel: { readonly table: string; readonly column: string }) {
  return {
    copies: { required: ["primary", "duplicate"], within: "4h" },
    retention: { keep: "30d" },
    verification: { every, level: "right", freshness: { ...sentinel, maxAge: "26h" } },
    objectives: { rpo: "26h", rto: "4h" },
  };
}

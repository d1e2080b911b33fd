import { stringify } from "yaml";
import {
  PATTERN,
  PRODUCTS,
  TENANTS,
  type Tenant,
  VERIFIED_OFTEN_EVERY,
  VERIFIED_RARELY_EVERY,
} from "./estate.ts";
import { FRESHNESS } from "./production/tables.ts";

export const DUMP_CRON = "0 1 * * *";
/** Between 02:00 and 03:00, so that the night on which clocks go back is in it. */
export const IMAGE_CRON = "30 2 * * *";
export const ZONE = "Europe/Paris";

/**
 * How often Vigie looks: seldom while weeks pass in seconds, as it does in operation once the clock
 * runs at its real pace.
 */
export type Pace = {
  readonly pollEvery: string;
  readonly scanEvery: string;
  readonly settle: string;
};
export const STORY_PACE: Pace = { pollEvery: "1h", scanEvery: "2h", settle: "10m" };
export const REAL_PACE: Pace = { pollEvery: "500ms", scanEvery: "5s", settle: "5s" };

type Places = {
  readonly data: string;
  readonly vaults: readonly [string, string];
  readonly tokenFile: (tenant: Tenant) => string;
  readonly webhook: string;
  readonly port: number;
};

/** The demo's `vigie.yaml`: what an operator of this estate would write. */
export function makeConfig(places: Places, pace: Pace): string {
  return stringify({
    data: places.data,
    listen: { host: "127.0.0.1", port: places.port },
    // The board is to be tried out in full by who started the demo.
    access: { anonymous: "operator" },
    pollEvery: pace.pollEvery,
    tokens: TENANTS.map((tenant) => ({
      name: `${tenant}-jobs`,
      secret: { file: places.tokenFile(tenant) },
      tenant,
      sources: [`/jobs/${tenant}`],
    })),
    sources: [watchVaults(places, pace)],
    policies: [...PRODUCTS.map(dumpPolicy), imagePolicy()],
    verification: {
      rounds: { cron: "0 6 * * *", zone: ZONE },
      sandboxes: 2,
      engines: [{ kind: "pglite" }],
      // Each planted fault shows in one way alone: no restore for what already shows without one.
      budget: { extras: 0 },
    },
    alerts: {
      // Nobody is there to acknowledge anything for 21 nights.
      remind: "never",
      pagers: [{ name: "noc", kind: "webhook", url: places.webhook, allowLoopback: true }],
    },
    report: { zone: ZONE },
  });
}

function watchVaults({ vaults: [first, second] }: Places, pace: Pace) {
  return {
    name: "vaults",
    collector: "directory",
    pattern: PATTERN,
    series: { environment: "production" },
    // The jobs tell of their runs themselves; the collector tells what is really there.
    reports: ["copies"],
    vaults: [
      { name: "dc1", role: "primary", path: first },
      { name: "dc2", role: "duplicate", path: second },
    ],
    every: pace.scanEvery,
    settle: pace.settle,
    reread: { every: "2d" },
  };
}

function dumpPolicy(product: (typeof PRODUCTS)[number]) {
  const often = product === "visitor";
  return {
    name: `${product}-dumps`,
    match: { environment: "production", product, assetKind: "sql-database" },
    schedule: { cron: DUMP_CRON, zone: ZONE, startWithin: "1h", finishWithin: "6h" },
    ...promises(often ? VERIFIED_OFTEN_EVERY : VERIFIED_RARELY_EVERY, FRESHNESS[product]),
  };
}

function imagePolicy() {
  return {
    name: "server-images",
    match: { environment: "production", assetKind: "vm-image" },
    schedule: { cron: IMAGE_CRON, zone: ZONE, startWithin: "1h", finishWithin: "6h" },
    ...promises(VERIFIED_RARELY_EVERY, FRESHNESS.meeting),
  };
}

function promises(nights: number, sentinel: { readonly table: string; readonly column: string }) {
  return {
    copies: { required: ["primary", "duplicate"], within: "4h" },
    retention: { keep: "30d" },
    verification: {
      every: `${nights}d`,
      level: "right",
      freshness: { ...sentinel, maxAge: "26h" },
    },
    objectives: { rpo: "26h", rto: "4h" },
  };
}

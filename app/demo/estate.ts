import type { Series } from "../../schemas/series.ts";

/**
 * The demo's customers. Each product is a real PostgreSQL database of its own; one per tenant also
 * has a VM image.
 */
export const TENANTS = ["acme", "globex"] as const;
export type Tenant = (typeof TENANTS)[number];

export const PRODUCTS = ["visitor", "meeting", "deskbooking"] as const;
export type Product = (typeof PRODUCTS)[number];

/**
 * How many nights lie between two proofs that the demo's policies promise: of product visitor, of
 * the rest.
 */
export const VERIFIED_OFTEN_EVERY = 6;
export const VERIFIED_RARELY_EVERY = 30;

/** The product whose server is also backed up as a physical image. */
export const IMAGED_PRODUCT: Product = "meeting";

const SITES: Readonly<Record<Tenant, string>> = { acme: "paris", globex: "lyon" };

export type DemoSeries = {
  readonly tenant: Tenant;
  readonly product: Product;
  readonly kind: "dump" | "image";
  readonly series: Series;
  /** Path of a run's file below a vault; the collector's pattern reads it back. */
  readonly path: (runId: string) => string;
};

/** All series of the estate: six nightly dumps and two nightly images. */
export const ESTATE: readonly DemoSeries[] = TENANTS.flatMap((tenant) => [
  ...PRODUCTS.map((product) => demoSeries(tenant, product, "dump")),
  demoSeries(tenant, IMAGED_PRODUCT, "image"),
]);

function demoSeries(tenant: Tenant, product: Product, kind: "dump" | "image"): DemoSeries {
  const isDump = kind === "dump";
  const instance = `${tenant}-${product}-01`;
  const asset = isDump ? `${product}db` : instance;
  const series: Series = {
    tenant,
    environment: "production",
    product,
    site: SITES[tenant],
    assetKind: isDump ? "sql-database" : "vm-image",
    instance,
    asset,
    backupType: isDump ? "full" : "image",
  };
  const folder = [series.assetKind, instance, asset, series.backupType].join(".");
  const place = [tenant, product, series.site, folder].join("/");
  const ending = isDump ? "sql" : "tar.gz";
  return {
    tenant,
    product,
    kind,
    series,
    path: (runId) => `${place}/${runId}.${ending}`,
  };
}

/** What the collector's `pattern` is for `path` above. */
export const PATTERN =
  "{tenant}/{product}/{site}/{assetKind}.{instance}.{asset}.{backupType}/{run}.*";

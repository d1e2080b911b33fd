import { openAsBlob } from "node:fs";
import { TENANTS, type Tenant } from "../estate.ts";
import type { Answer, Order } from "./orders.ts";
import { TenantDatabases } from "./tenant-databases.ts";

/**
 * The child process in which the demo's production databases live; orders come and answers go over
 * IPC, one at a time.
 */
const databases = new Map<Tenant, TenantDatabases>();
let queue = Promise.resolve();

process.on("message", (order: Order) => {
  queue = queue.then(async () => {
    const answer = await carryOut(order).catch(
      (error: unknown): Answer => ({ number: order.number, error: String(error) }),
    );
    process.send?.(answer);
  });
});
process.on("disconnect", () => process.exit(0));

async function carryOut(order: Order): Promise<Answer> {
  if (order.kind === "start") {
    const cluster = await openAsBlob(order.clusterPath);
    for (const tenant of TENANTS) {
      const tenantDatabases = new TenantDatabases();
      await tenantDatabases.start(cluster, order.newestAt);
      databases.set(tenant, tenantDatabases);
    }
    return { number: order.number };
  }
  const production = databases.get(order.tenant);
  if (!production) throw new Error(`No production for ${order.tenant}: start comes first`);
  if (order.kind === "grow") {
    await production.grow(order.product, order.rows, order.newestAt);
    return { number: order.number };
  }
  const rows = await production.count(order.product);
  const written =
    order.kind === "image"
      ? await production.image(order.product, order.path)
      : await production.dump(order.product, order.path, order.emptied);
  return { number: order.number, rows, written };
}

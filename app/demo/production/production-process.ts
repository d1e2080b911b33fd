import { openAsBlob } from "node:fs";
import type { Answer, Order } from "./orders.ts";
import { TenantDatabases } from "./tenant-databases.ts";

/**
 * The child process in which one tenant's production databases live; orders come and answers go
 * over IPC, one at a time.
 */
const production = new TenantDatabases();
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
    await production.start(await openAsBlob(order.clusterPath), order.newestAt);
    return { number: order.number };
  }
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

import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PRODUCTS, type Product, TENANTS, type Tenant } from "../../../app/demo/estate.ts";
import { NIGHTS } from "../../../app/demo/faults.ts";
import {
  type Backup,
  type Production,
  startProduction,
} from "../../../app/demo/production/start-production.ts";

type Kind = "dump" | "emptied" | "image";
type Recorded = Backup & { readonly path: string };

/**
 * The same nights of real backups for many stories: production differs between them in nothing but
 * the faults.
 */
export type Recording = { readonly play: () => Production };

/**
 * Lets real databases live through all nights once and keeps every backup they could be asked for.
 */
export async function recordProduction(directory: string): Promise<Recording> {
  const kept = new Map<string, Recorded>();
  const real = await startProduction(directory, "2026-10-04T20:00:00Z");
  for (let night = 1; night <= NIGHTS; night += 1) {
    const newestAt = new Date(Date.parse("2026-10-04T20:00:00Z") + (night - 1) * 86_400_000);
    for (const tenant of TENANTS) {
      for (const product of PRODUCTS) {
        await real.grow(tenant, product, 50, newestAt.toISOString());
        for (const kind of kindsOf(product)) {
          const path = join(directory, nameOf(tenant, product, night, kind));
          const backup =
            kind === "image"
              ? await real.image(tenant, product, path)
              : await real.dump(tenant, product, path, kind === "emptied");
          kept.set(nameOf(tenant, product, night, kind), { ...backup, path });
        }
      }
    }
  }
  await real.stop();
  return { play: () => play(kept) };
}

function kindsOf(product: Product): readonly Kind[] {
  if (product === "visitor") return ["dump"];
  return product === "meeting" ? ["dump", "emptied", "image"] : ["dump", "emptied"];
}

function nameOf(tenant: Tenant, product: Product, night: number, kind: Kind): string {
  return `${tenant}-${product}-${night}-${kind}`;
}

function play(kept: ReadonlyMap<string, Recorded>): Production {
  const nights = new Map<string, number>();
  const take = async (tenant: Tenant, product: Product, kind: Kind, path: string) => {
    const night = nights.get(`${tenant}-${product}`) ?? 0;
    const recorded = kept.get(nameOf(tenant, product, night, kind));
    if (!recorded)
      throw new Error(`Nothing was recorded for ${tenant} ${product} ${night} ${kind}`);
    await mkdir(dirname(path), { recursive: true });
    await copyFile(recorded.path, path);
    return { rows: recorded.rows, written: recorded.written };
  };
  return {
    grow: async (tenant, product) => {
      const key = `${tenant}-${product}`;
      nights.set(key, (nights.get(key) ?? 0) + 1);
    },
    dump: (tenant, product, path, emptied) =>
      take(tenant, product, emptied ? "emptied" : "dump", path),
    image: (tenant, product, path) => take(tenant, product, "image", path),
    stop: async () => undefined,
  };
}

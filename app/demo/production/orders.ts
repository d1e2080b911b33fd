import type { Product, Tenant } from "../estate.ts";
import type { Rows, Written } from "./tenant-databases.ts";

type Database = { readonly tenant: Tenant; readonly product: Product };

/** What the demo asks of its production process. */
export type Task =
  | { readonly kind: "start"; readonly clusterPath: string; readonly newestAt: string }
  | (Database & { readonly kind: "grow"; readonly rows: number; readonly newestAt: string })
  | (Database & { readonly kind: "dump"; readonly path: string; readonly emptied: boolean })
  | (Database & { readonly kind: "image"; readonly path: string });

export type Order = Task & { readonly number: number };

/** `rows` were counted in production before the backup was written. */
export type Answer =
  | { readonly number: number; readonly error: string }
  | {
      readonly number: number;
      readonly rows?: Rows;
      readonly written?: Written;
      readonly error?: never;
    };

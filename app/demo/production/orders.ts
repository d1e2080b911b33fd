import type { Product } from "../estate.ts";
import type { Rows, Written } from "./tenant-databases.ts";

/** What the demo asks of a tenant's production process. */
export type Task =
  | { readonly kind: "start"; readonly clusterPath: string; readonly newestAt: string }
  | {
      readonly kind: "grow";
      readonly product: Product;
      readonly rows: number;
      readonly newestAt: string;
    }
  | {
      readonly kind: "dump";
      readonly product: Product;
      readonly path: string;
      readonly emptied: boolean;
    }
  | { readonly kind: "image"; readonly product: Product; readonly path: string };

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

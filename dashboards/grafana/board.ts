import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Panel } from "../panels/panel.ts";
import type { Limits } from "./limits.ts";
import type { Metric } from "./metric.ts";

export type Lang = keyof Bilingual;

/** How a panel's rows are seen; names are those of its columns. */
export type Look = {
  readonly limits?: Readonly<Record<string, Limits>>;
} & (
  | { readonly is: "table" }
  /** A tile for each row, named by `name`. */
  | { readonly is: "tiles"; readonly name: string; readonly value: string }
  /** A tile for each of the values of the one row. */
  | { readonly is: "figures"; readonly values: readonly string[] }
  | {
      readonly is: "lines";
      readonly time: string;
      readonly values: readonly string[];
      /** What lies between is shaded. */
      readonly band?: { readonly low: string; readonly high: string };
    }
  /** Bars of values, or, with `by`, of the one value for each of its names. */
  | {
      readonly is: "bars";
      readonly x: string;
      readonly values: readonly string[];
      readonly by?: string;
    }
  /** A cell for each of the names on each day, coloured by the sum of some values. */
  | {
      readonly is: "calendar";
      readonly day: string;
      readonly name: string;
      readonly sum: readonly string[];
    }
);

/** Widths are of 24, heights of 30 pixels or so. */
export type Placed = { readonly width: number } & (
  | { readonly panel: Panel; readonly look: Look }
  | { readonly metric: Metric }
);

export type BoardRow = { readonly height: number; readonly items: readonly Placed[] };

export type VariableName = "tenant" | "environment" | "product" | "site" | "search" | "series";

export type Board = {
  /** In its address, as in `vigie-fleet`. */
  readonly name: string;
  readonly title: Bilingual;
  readonly help: Bilingual;
  readonly variables: readonly VariableName[];
  readonly rows: readonly BoardRow[];
  /** A panel of findings, marked on all that has time. */
  readonly marks?: Panel;
};

/** What the process that runs the store's engine alone is asked for; one order a process. */
export type EngineOrder =
  | { readonly kind: "take"; readonly from: EventsPlace; readonly events: number }
  /** Makes events until the table has so many. */
  | { readonly kind: "fill"; readonly rows: number }
  | { readonly kind: "measure" };

export type EventsPlace =
  | {
      readonly kind: "kafka";
      readonly brokers: readonly string[];
      readonly topic: string;
      readonly group: string;
    }
  | { readonly kind: "file"; readonly path: string };

export type EngineTaking = {
  readonly from: EventsPlace["kind"];
  readonly eventsPerSecond: number;
  /** Of all threads, for each event. */
  readonly cpuUs: number;
  /** Columns of the table for which the benchmark knows no expression. */
  readonly columnsLeftOut: readonly string[];
};

/** Bytes of the table's live parts for each of its rows. */
export type TableSize = {
  /** With merges as far as the engine had come by itself. */
  readonly asWritten: number;
  readonly merged: number;
};

export type Filling = { readonly rows: number; readonly bytesPerRow: number };

/** What an order leads to. */
export type EngineResult<Kind extends EngineOrder["kind"]> = {
  readonly take: EngineTaking;
  readonly fill: Filling;
  readonly measure: TableSize;
}[Kind];

export type EngineMessage =
  | { readonly kind: "rows"; readonly rows: number }
  | { readonly kind: "done"; readonly result: unknown }
  | { readonly kind: "failed"; readonly reason: string };

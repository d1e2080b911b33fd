import type { ZodType } from "zod";
import type { LogRecord, Topic } from "../../platform/log/event-log.ts";
import type { Store } from "../../platform/store/store.ts";
import { type Fault, isFault } from "../accept/fault.ts";
import { createRecordReader } from "./create-record-reader.ts";
import type { Row } from "./row.ts";

/** From a topic into a table. */
export type Route = {
  readonly topic: Topic;
  readonly table: string;
  readonly begin: () => Insert;
};

/** Records of one topic on their way into its table. */
export type Insert = {
  /** Takes a record, or tells why it cannot be a row. */
  readonly add: (record: LogRecord) => Fault | null;
  /** Durable when it resolves; called once, after the last `add`. */
  readonly send: (store: Store) => Promise<void>;
};

type Mapping<T> = {
  readonly topic: Topic;
  readonly table: string;
  readonly schema: ZodType<T>;
  readonly toRow: (value: T, record: LogRecord) => Row;
};

/** A route for what comes in small numbers: each record as a row of its own. */
export function createRoute<T>({ topic, table, schema, toRow }: Mapping<T>): Route {
  const read = createRecordReader((value) => schema.safeParse(value));
  return { topic, table, begin };

  function begin(): Insert {
    const rows: Row[] = [];
    return {
      add: (record) => {
        const outcome = read(record.value);
        if (isFault(outcome)) return outcome;
        rows.push(toRow(outcome.value, record));
        return null;
      },
      send: (store) => store.insert(table, rows),
    };
  }
}

import type { ZodType } from "zod";
import type { LogRecord, Topic } from "../../platform/log/event-log.ts";
import { describeIssues } from "../accept/describe-issues.ts";
import { createFault, type Fault, isFault } from "../accept/fault.ts";
import { readJsonText } from "../accept/read-json.ts";
import type { Row } from "./row.ts";

/** From a topic into a table. */
export type Route = {
  readonly topic: Topic;
  readonly table: string;
  /** A record as a row, or why it cannot be one. */
  readonly read: (record: LogRecord) => { readonly row: Row } | Fault;
};

type Mapping<T> = {
  readonly topic: Topic;
  readonly table: string;
  readonly schema: ZodType<T>;
  /** `exact` is the record's JSON with every number as it was written. */
  readonly toRow: (value: T, record: LogRecord, exact: unknown) => Row;
};

export function createRoute<T>({ topic, table, schema, toRow }: Mapping<T>): Route {
  return {
    topic,
    table,
    read: (record) => {
      const json = readJsonText(record.value);
      if (isFault(json)) return createFault("unreadable-record", json.reason);
      const parsed = schema.safeParse(json.plain);
      if (parsed.success) return { row: toRow(parsed.data, record, json.exact) };
      return createFault("unreadable-record", describeIssues(parsed.error.issues));
    },
  };
}

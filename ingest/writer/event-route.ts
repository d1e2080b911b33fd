import { encodeNativeBlock } from "../../platform/store/native-block.ts";
import { safeParseEvent } from "../../schemas/parse-event.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { isFault } from "../accept/fault.ts";
import { createRecordReader } from "./create-record-reader.ts";
import type { Insert, Route } from "./create-route.ts";
import { createEventColumns } from "./event-columns.ts";

const read = createRecordReader(safeParseEvent);

/** Events come in great numbers: they go as one block of columns. */
export const EVENT_ROUTE: Route = {
  topic: TOPICS.events,
  table: "event_rows",
  begin: beginInsert,
};

function beginInsert(): Insert {
  const columns = createEventColumns();
  let rows = 0;
  return {
    add: (record) => {
      const outcome = read(record.value);
      if (isFault(outcome)) return outcome;
      columns.push(outcome.value, record);
      rows += 1;
      return null;
    },
    send: async (store) => {
      if (rows > 0) await store.insertBlock("event_rows", encodeNativeBlock(columns.all, rows));
    },
  };
}

import { encodeNativeBlock, type NativeBlock } from "../../platform/store/native-block.ts";
import { safeParseEvent } from "../../schemas/parse-event.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { isFault } from "../accept/fault.ts";
import { createRecordReader } from "./create-record-reader.ts";
import type { Insert, Route } from "./create-route.ts";
import { createEventColumns, type EventColumns } from "./event-columns.ts";

/** So many rows are gathered as columns, in JavaScript's memory, before they are bytes. */
const BLOCK_ROWS_MAX = 5_000;
const BLOCK_CHARACTERS_MAX = 8 * 2 ** 20;

const read = createRecordReader(safeParseEvent);

/** Events come in great numbers: they go as blocks of columns, which the engine joins. */
export const EVENT_ROUTE: Route = {
  topic: TOPICS.events,
  table: "event_rows",
  begin: createBegin(),
};

/** The room of columns grows to some megabytes, and is used again by a later insert. */
function createBegin(): Route["begin"] {
  const idle: EventColumns[] = [];
  return () => beginInsert(idle);
}

function beginInsert(idle: EventColumns[]): Insert {
  const columns = idle.pop() ?? createEventColumns();
  const blocks: NativeBlock[] = [];
  let [rows, characters] = [0, 0];

  function endBlock() {
    if (rows > 0) blocks.push(encodeNativeBlock(columns.all, rows));
    columns.clear();
    [rows, characters] = [0, 0];
  }
  return {
    add: (record) => {
      const outcome = read(record.value);
      if (isFault(outcome)) return outcome;
      columns.push(outcome.value, record);
      rows += 1;
      characters += record.value.length;
      if (rows === BLOCK_ROWS_MAX || characters >= BLOCK_CHARACTERS_MAX) endBlock();
      return null;
    },
    send: async (store) => {
      endBlock();
      idle.push(columns);
      const [first] = blocks;
      if (first) await store.insertBlock("event_rows", { ...first, bytes: handOut(blocks) });
    },
  };
}

/** What was handed out is not held any longer. */
function* handOut(blocks: NativeBlock[]): Generator<Uint8Array> {
  for (let block = blocks.shift(); block; block = blocks.shift()) yield* block.bytes;
}

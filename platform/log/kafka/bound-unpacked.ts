/** Of a batch before its records: https://kafka.apache.org/documentation/#recordbatch. */
const BATCH_HEAD_BYTES = 61;
/** Of that what its own length does not count: its first offset, and the length, which ends it. */
const UNCOUNTED_BYTES = 12;
const MAGIC = { at: 16, value: 2 };
/** Sixteen times what is fetched of a partition at most; events pack to a seventh or so. */
const UNPACKED_TOGETHER_BYTES = 4 * 2 ** 20;

type Unpack = (packed: Buffer) => Promise<Buffer>;
/** Batches that lie one behind the other. */
type Run = { readonly end: number; readonly unpackedBytes: number };

/** kafkajs knows it by its name, and takes it for the end of what a partition has in a fetch. */
class Enough extends Error {
  override readonly name = "KafkaJSPartialMessageError";
}

/**
 * What is fetched is bounded as it is packed, and may unpack to a thousand times as much. So where
 * the batches of one partition have unpacked to some megabytes the others are left for the next
 * fetch. Each is a view of the answer, in which those of one partition follow one another, and
 * those between them that are not packed; what lies between two partitions is no batch.
 */
export function boundUnpacked(unpack: Unpack): Unpack {
  const runs = new WeakMap<ArrayBufferLike, Run>();
  return async (packed) => {
    const { buffer, byteOffset, length } = packed;
    const run = runs.get(buffer);
    const isNext = run && isBatches(buffer, run.end, byteOffset - BATCH_HEAD_BYTES);
    const before = isNext ? run.unpackedBytes : 0;
    if (before >= UNPACKED_TOGETHER_BYTES) throw new Enough();
    const unpacked = await unpack(packed);
    runs.set(buffer, { end: byteOffset + length, unpackedBytes: before + unpacked.length });
    return unpacked;
  };
}

/** Whether whole batches lie there, or nothing. */
function isBatches(buffer: ArrayBufferLike, from: number, to: number): boolean {
  const view = new DataView(buffer);
  let at = from;
  while (at + BATCH_HEAD_BYTES <= to && view.getInt8(at + MAGIC.at) === MAGIC.value) {
    const bytes = UNCOUNTED_BYTES + view.getInt32(at + UNCOUNTED_BYTES - 4);
    if (bytes < BATCH_HEAD_BYTES) return false;
    at += bytes;
  }
  return at === to;
}

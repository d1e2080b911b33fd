const TAIL_BYTES = 256;
/** The last line of mariadb-dump and mysqldump, unless they were told to write no comments. */
const END = /\n-- Dump completed(?: on [^\n]*)?\s*$/;

/** The same bytes, and once they were read whether they end as a dump does. */
export function watchDumpEnd(bytes: AsyncIterable<Uint8Array>) {
  let tail = Buffer.alloc(0);
  async function* watched(): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      tail = Buffer.concat([tail, chunk.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
      yield chunk;
    }
  }
  return { bytes: watched(), isComplete: () => END.test(tail.toString("latin1")) };
}

import { DamagedCopy } from "../damaged-copy.ts";

const NEWLINE = 0x0a;
/** What pg_dump writes behind the rows of a table: the end of COPY, and two empty lines. */
const END = Buffer.from("\\.\n\n\n");
const END_LINES = 3;

/** Counts rows of COPY to their end mark; throws `DamagedCopy` where it is not there. */
export async function countCopyRows(chunks: AsyncIterable<Uint8Array>, table: string) {
  let lines = 0;
  let tail: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
    tail = Buffer.concat([tail, chunk.subarray(-END.length)]).subarray(-END.length);
  }
  if (!tail.equals(END))
    throw new DamagedCopy({
      en: `The rows of ${table} do not end as pg_dump ends them.`,
      fr: `Les lignes de ${table} ne se terminent pas comme pg_dump le fait.`,
    });
  return lines - END_LINES;
}

/** Reads data that is not rows of COPY; nothing in it can be told to be missing. */
export async function readOut(chunks: AsyncIterable<Uint8Array>): Promise<null> {
  for await (const _ of chunks);
  return null;
}

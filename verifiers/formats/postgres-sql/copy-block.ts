import type { DumpItem } from "./dump-item.ts";

const PIECE_BYTES = 4 * 2 ** 20;
const END_OF_ROWS = /^\\\.\r?\n$/;

export type CopyBlock = {
  readonly isOpen: () => boolean;
  readonly begin: () => void;
  readonly read: (bytes: Buffer, line: number) => Iterable<DumpItem>;
};

/** The rows between `COPY ... FROM stdin;` and `\.`, gathered into pieces of whole lines. */
export function createCopyBlock(): CopyBlock {
  let open = false;
  let rows = 0;
  let piece: Buffer[] = [];
  let pieceBytes = 0;

  function* flush(line: number): Iterable<DumpItem> {
    if (piece.length > 0)
      yield { kind: "rows", bytes: Buffer.concat(piece), rows: piece.length, line };
    piece = [];
    pieceBytes = 0;
  }

  function* read(bytes: Buffer, line: number): Iterable<DumpItem> {
    if (END_OF_ROWS.test(bytes.subarray(0, 5).toString("latin1"))) {
      yield* flush(line);
      open = false;
      return yield { kind: "copied", rows, line };
    }
    piece.push(bytes);
    rows += 1;
    pieceBytes += bytes.length;
    if (pieceBytes >= PIECE_BYTES) yield* flush(line);
  }

  function begin(): void {
    open = true;
    rows = 0;
  }

  return { isOpen: () => open, begin, read };
}

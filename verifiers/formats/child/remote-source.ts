import type { Readable } from "node:stream";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { createByteReader } from "../reading/create-byte-reader.ts";
import { FRAME_HEADER_BYTES, type Request, WINDOW_BYTES } from "./request.ts";

type Options = {
  readonly sizeBytes: number;
  /** Frames, as `serveRanges` writes them. */
  readonly input: Readable;
  readonly ask: (request: Request) => void;
};

type Stream = { readonly pieces: Buffer[]; ended: boolean; wake: () => void };

/** The bytes of a copy that another process holds: ranges are asked for, and come in frames. */
export function openRemoteSource({ sizeBytes, input, ask }: Options): ByteSource {
  const streams = new Map<number, Stream>();
  let ids = 0;
  void receive(input, streams);

  async function* read(range: { readonly start?: number; readonly end?: number } = {}) {
    ids += 1;
    const id = ids;
    const stream: Stream = { pieces: [], ended: false, wake: () => undefined };
    streams.set(id, stream);
    ask({ open: id, start: range.start ?? 0, end: Math.min(range.end ?? sizeBytes, sizeBytes) });
    try {
      for (let unacknowledged = 0; ; ) {
        const piece = stream.pieces.shift();
        if (piece) {
          yield piece;
          unacknowledged += piece.length;
        } else if (stream.ended) return;
        else await new Promise<void>((resolve) => (stream.wake = resolve));
        if (unacknowledged < WINDOW_BYTES / 2) continue;
        ask({ more: id, bytes: unacknowledged });
        unacknowledged = 0;
      }
    } finally {
      streams.delete(id);
      if (!stream.ended) ask({ close: id });
    }
  }
  return { sizeBytes, read };
}

/** A frame of no bytes ends its stream; those of a stream that was closed are dropped. */
async function receive(input: Readable, streams: ReadonlyMap<number, Stream>): Promise<void> {
  const reader = createByteReader(input);
  for (;;) {
    const header = await reader.takeUpTo(FRAME_HEADER_BYTES);
    if (header.length < FRAME_HEADER_BYTES) return;
    const stream = streams.get(header.readUInt32LE(0));
    const length = header.readUInt32LE(4);
    const piece = await reader.take(length);
    if (!stream) continue;
    if (length === 0) stream.ended = true;
    else stream.pieces.push(piece);
    stream.wake();
  }
}

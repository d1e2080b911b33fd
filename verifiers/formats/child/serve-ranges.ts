import type { Writable } from "node:stream";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { FRAME_HEADER_BYTES, type Request, STREAMS_OPEN_MAX, WINDOW_BYTES } from "./request.ts";

type Stream = { credit: number; closed: boolean; wake: () => void };

export type RangeServer = {
  /** False where the request is none that an honest reader makes. */
  readonly answer: (request: Request) => boolean;
  /** Rejects once a range could not be read. */
  readonly failed: Promise<never>;
  readonly close: () => void;
};

/** Sends the ranges of a source that a child asks for, never more at once than it takes. */
export function serveRanges(source: ByteSource, output: Writable): RangeServer {
  const streams = new Map<number, Stream>();
  const failing = Promise.withResolvers<never>();
  // Whoever serves may be done before it is known.
  failing.promise.catch(() => undefined);

  async function send(id: number, stream: Stream, range: { start: number; end: number }) {
    const asked = { ...range, isTransient: true };
    for await (const chunk of range.start < range.end ? source.read(asked) : []) {
      for (let at = 0; at < chunk.length; ) {
        while (stream.credit <= 0 && !stream.closed)
          await new Promise<void>((resolve) => (stream.wake = resolve));
        if (stream.closed) return;
        const piece = chunk.subarray(at, at + stream.credit);
        stream.credit -= piece.length;
        at += piece.length;
        await write(output, id, piece);
      }
      if (stream.closed) return;
    }
    await write(output, id, new Uint8Array());
  }

  function open(id: number, range: { readonly start: number; readonly end: number }): boolean {
    const fits = range.start >= 0 && range.end <= source.sizeBytes;
    if (!fits || streams.has(id) || streams.size >= STREAMS_OPEN_MAX) return false;
    const stream: Stream = { credit: WINDOW_BYTES, closed: false, wake: () => undefined };
    streams.set(id, stream);
    send(id, stream, range).then(() => streams.delete(id), failing.reject);
    return true;
  }

  function close(id: number): void {
    const stream = streams.get(id);
    if (!stream) return;
    stream.closed = true;
    stream.wake();
  }

  function answer(request: Request): boolean {
    if ("open" in request) return open(request.open, request);
    if ("close" in request) close(request.close);
    else {
      const stream = streams.get(request.more);
      if (stream) stream.credit = Math.min(WINDOW_BYTES, stream.credit + request.bytes);
      stream?.wake();
    }
    return true;
  }

  return { answer, failed: failing.promise, close: () => [...streams.keys()].forEach(close) };
}

/** Resolves once the pipe has taken it; what a child no longer takes is dropped. */
async function write(output: Writable, id: number, bytes: Uint8Array): Promise<void> {
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  header.writeUInt32LE(id, 0);
  header.writeUInt32LE(bytes.length, 4);
  output.write(header);
  await new Promise<void>((resolve) => output.write(bytes, () => resolve()));
}

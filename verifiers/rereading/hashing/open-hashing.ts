import assert from "node:assert/strict";
import { fileError } from "../../../platform/errors/file-error.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { ObjectPlace } from "../../../platform/objects/open-object.ts";
import { openThread } from "../../../platform/threads/open-thread.ts";

/** Chunks that are on their way to a thread: while it hashes one the next are read. */
const CHUNKS_AHEAD_MAX = 3;

/** In hex. */
export type Digests = {
  readonly sha256: string;
  /** By the algorithm that was asked for besides; null without one. */
  readonly other: string | null;
  readonly bytesRead: number;
};

export type Order =
  | { readonly kind: "begin"; readonly algorithm: string | null }
  | { readonly kind: "chunk"; readonly bytes: Uint8Array }
  | { readonly kind: "end" }
  | { readonly kind: "file"; readonly descriptor: number; readonly bytesMax: number };
export type Answer =
  | { readonly kind: "taken" }
  | { readonly kind: "done"; readonly digests: Digests }
  | { readonly kind: "failed"; readonly code: string };

type Asked = {
  /** A checksum to be made besides SHA-256, in the same reading. */
  readonly algorithm: string | null;
  /** Where an object is longer, reading stops there or a little after. */
  readonly bytesMax: number;
};

export type Hashing = {
  /** One object after another; rejects with `OperatingError` where it cannot be read. */
  readonly hash: (place: ObjectPlace, asked: Asked) => Promise<Digests>;
  readonly stop: () => Promise<void>;
};

/**
 * A thread that hashes, as Node hashes on the thread that asks: one for each object that is read at
 * once. A file of this machine it reads by itself, as handing its bytes over would cost a third
 * more; those of a bucket are read here and handed over.
 */
export function openHashing(): Hashing {
  const thread = startThread();

  async function sendChunks(chunks: AsyncIterable<Uint8Array>, bytesMax: number): Promise<void> {
    let bytesRead = 0;
    try {
      for await (const bytes of chunks) {
        bytesRead += bytes.length;
        await thread.untilAhead(CHUNKS_AHEAD_MAX - 1);
        thread.sendChunk(bytes);
        if (bytesRead >= bytesMax) return;
      }
    } finally {
      await thread.untilAhead(0);
    }
  }

  async function readObject({ store, name }: ObjectPlace, bytesMax: number): Promise<Answer> {
    await using file = await store.openFile?.(name);
    if (file) return await thread.ask({ kind: "file", descriptor: file.descriptor, bytesMax });
    await sendChunks(store.read(name), bytesMax);
    return thread.ask({ kind: "end" });
  }

  return {
    hash: async (place, { algorithm, bytesMax }) => {
      using _ = thread.hold();
      thread.tell({ kind: "begin", algorithm });
      const answer = await readObject(place, bytesMax);
      if (answer.kind === "done") return answer.digests;
      assert(answer.kind === "failed");
      const cause = Object.assign(new Error(answer.code), { code: answer.code });
      throw fileError(`read ${place.store.uri(place.name)}`, cause);
    },
    stop: thread.stop,
  };
}

/** The way to the thread and back: one answer at a time, and so many chunks under way. */
function startThread() {
  const worker = openThread(new URL("./hashing-thread.ts", import.meta.url));
  let ahead = 0;
  let taken = Promise.withResolvers<void>();
  let finished = Promise.withResolvers<Answer>();
  let isStopped = false;
  worker.unref();
  worker.on("message", (answer: Answer) => {
    if (answer.kind !== "taken") return finished.resolve(answer);
    ahead -= 1;
    taken.resolve();
  });
  worker.on("error", fail);
  worker.on("exit", () => fail(stopping()));

  function fail(error: unknown): void {
    isStopped = true;
    // Nobody may be waiting.
    for (const { promise, reject } of [taken, finished]) {
      promise.catch(() => undefined);
      reject(error);
    }
  }

  function tell(order: Order, transfer: readonly ArrayBuffer[] = []): void {
    if (isStopped) throw stopping();
    worker.postMessage(order, transfer);
  }

  return {
    tell,
    ask: (order: Order): Promise<Answer> => {
      finished = Promise.withResolvers();
      tell(order);
      return finished.promise;
    },
    sendChunk: (bytes: Uint8Array): void => {
      tell({ kind: "chunk", bytes }, ownBuffer(bytes));
      ahead += 1;
    },
    untilAhead: async (chunks: number): Promise<void> => {
      while (ahead > chunks && !isStopped) {
        taken = Promise.withResolvers();
        await taken.promise;
      }
    },
    /** Until it is disposed of, the process does not end for want of work. */
    hold: (): Disposable => {
      worker.ref();
      return { [Symbol.dispose]: () => worker.unref() };
    },
    stop: async (): Promise<void> => {
      isStopped = true;
      await worker.terminate();
    },
  };
}

/** What a chunk has for itself goes over without being copied. */
function ownBuffer({ buffer, byteLength }: Uint8Array): readonly ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}

function stopping(): OperatingError {
  return new OperatingError("Cannot hash any further as Vigie is stopping", { retryable: true });
}

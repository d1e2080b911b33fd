import { finished, Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { OperatingError } from "../../platform/errors/operating-error.ts";

const MIB = 2 ** 20;

type Limits = {
  /** A body that says that it is longer is not read. */
  readonly bodyBytesMax: number;
  /** Of all requests; one alone may be longer. */
  readonly heldBytesMax?: number;
  /**
   * Of one token's, so that none keeps the others out: less than may wait to be written. One alone
   * may be longer.
   */
  readonly heldBytesPerTokenMax?: number;
};

/** Gives the body to be read, counted; throws where too much is held already. */
export type Hold = (request: FastifyRequest, reply: FastifyReply, token: string) => Readable;

/**
 * Bounds the bodies that lie in memory: each from its head on, by the length that it tells or else
 * as it comes, until it is answered or its sender has gone.
 */
export function createHolding(limits: Limits): Hold {
  const { bodyBytesMax, heldBytesMax = 256 * MIB, heldBytesPerTokenMax = 32 * MIB } = limits;
  const held = new Map<string, number>();
  let total = 0;

  /** `own` is what the request holds already. */
  function add(token: string, bytes: number, own: number) {
    const ofToken = held.get(token) ?? 0;
    if (ofToken > own && ofToken + bytes > heldBytesPerTokenMax) throw tooMuch(ofToken);
    if (total > own && total + bytes > heldBytesMax) throw tooMuch(total);
    held.set(token, ofToken + bytes);
    total += bytes;
  }

  function release(token: string, bytes: number) {
    const left = (held.get(token) ?? 0) - bytes;
    if (left > 0) held.set(token, left);
    else held.delete(token);
    total -= bytes;
  }

  return ({ raw, headers }, reply, token) => {
    const told = headers["content-length"];
    let own = told === undefined || Number(told) > bodyBytesMax ? 0 : Number(told);
    let isOver = false;
    add(token, own, 0);
    finished(reply.raw, () => {
      isOver = true;
      release(token, own);
    });
    if (told !== undefined) return raw;
    return counted(raw, (bytes) => {
      if (isOver) return;
      add(token, bytes, own);
      own += bytes;
    });
  };
}

/**
 * It begins to be read once its reader does, so that no failure comes before; and where it fails
 * its sender is not cut off before it is answered.
 */
function counted(body: Readable, count: (bytes: number) => void): Readable {
  async function* counting() {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      count(chunk.byteLength);
      yield chunk;
    }
  }
  const counted = Readable.from(counting(), { objectMode: false });
  // Nobody listens any more where it was too long, and its sender goes afterwards.
  return counted.on("error", () => undefined);
}

function tooMuch(bytes: number): OperatingError {
  return new OperatingError(`Cannot take events now as ${bytes} bytes are being taken already`, {
    retryable: true,
    hint: "Send again a little later, or less at once.",
  });
}

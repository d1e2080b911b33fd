import { Readable } from "node:stream";
import type { GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { OperatingError } from "../../errors/operating-error.ts";
import type { S3Place } from "./s3-connection.ts";
import { s3Error, s3ErrorName } from "./s3-error.ts";

/** What one request asks for; up to `AHEAD_MAX` more are under way while it is used. */
const PART_BYTES = 8 * 2 ** 20;
const AHEAD_MAX = 4;
/** So often the rest of one part is asked for again after its connection dropped. */
const RESUMES_MAX = 8;

type Range = { readonly start: number; readonly end: number };
/** What the first answer said of the object; the others must say the same. */
type Identity = { readonly etag: string | undefined; readonly sizeBytes: number };
type Part = Identity & { readonly bytes: Uint8Array };
type Reading = { readonly place: S3Place; readonly key: string; readonly signal: AbortSignal };

/**
 * The bytes of one object, by ranges, several at once, in their order; at most 40 MiB are held. A
 * connection that drops is taken up where it broke. All bytes are of one version: an object that
 * is replaced meanwhile is a retryable `OperatingError`.
 */
export async function* readS3Object(
  place: S3Place,
  key: string,
  { start = 0, end = Number.POSITIVE_INFINITY }: Partial<Range> = {},
): AsyncGenerator<Uint8Array> {
  const stopping = new AbortController();
  const reading = { place, key, signal: stopping.signal };
  try {
    if (start >= end) return;
    const first = await fetchPart(reading, { start, end: Math.min(end, start + PART_BYTES) }, null);
    if (!first) return;
    yield first.bytes;
    const rest = { start: start + PART_BYTES, end: Math.min(end, first.sizeBytes) };
    yield* readAhead(reading, rest, first);
  } finally {
    stopping.abort();
  }
}

async function* readAhead(reading: Reading, { start, end }: Range, identity: Identity) {
  const ahead: Promise<Part | null>[] = [];
  for (let next = start; next < end || ahead.length > 0; ) {
    while (next < end && ahead.length < AHEAD_MAX) {
      const stop = Math.min(end, next + PART_BYTES);
      const part = fetchPart(reading, { start: next, end: stop }, identity);
      // Whoever stops reading awaits no more of them.
      part.catch(() => undefined);
      ahead.push(part);
      next = stop;
    }
    const part = await ahead.shift();
    if (!part) throw changed(reading.key);
    yield part.bytes;
  }
}

/** The bytes of a range, fewer where the object ends in it; null where it begins beyond its end. */
async function fetchPart(
  reading: Reading,
  range: Range,
  expected: Identity | null,
): Promise<Part | null> {
  let identity = expected;
  let bytes = new Uint8Array();
  let filled = 0;
  for (let resumes = 0; ; resumes += 1) {
    const answer = await ask(reading, { start: range.start + filled, end: range.end }, identity);
    if (!answer) return null;
    const said = identify(answer, range.start + filled, reading.key);
    if (identity && (said.etag !== identity.etag || said.sizeBytes !== identity.sizeBytes))
      throw changed(reading.key);
    identity = said;
    const length = Math.min(range.end, said.sizeBytes) - range.start;
    if (bytes.length === 0) bytes = Buffer.allocUnsafe(length);
    const failure = await fill(answer, (chunk) => {
      if (filled + chunk.length > length) throw endless(reading.key);
      bytes.set(chunk, filled);
      filled += chunk.length;
    });
    if (filled === length) return { ...said, bytes };
    if (resumes === RESUMES_MAX) throw dropped(reading.key, failure);
    reading.signal.throwIfAborted();
  }
}

async function ask(
  { place, key, signal }: Reading,
  { start, end }: Range,
  identity: Identity | null,
): Promise<GetObjectCommandOutput | null> {
  const { client, bucket: Bucket } = place;
  const IfMatch = identity?.etag;
  const Range = `bytes=${start}-${end - 1}`;
  try {
    return await client.getObject(
      { Bucket, Key: key, Range, ...(IfMatch && { IfMatch }) },
      { abortSignal: signal },
    );
  } catch (error) {
    const name = s3ErrorName(error);
    if (name === "InvalidRange") return null;
    if (name === "PreconditionFailed" || (identity && name === "NoSuchKey")) throw changed(key);
    throw s3Error(`read ${key}`, error);
  }
}

/** A server that knows no ranges answers with all from the beginning. */
function identify(
  { ContentRange, ContentLength, ETag }: GetObjectCommandOutput,
  start: number,
  key: string,
): Identity {
  const [, from, , total] = /^bytes ([0-9]+)-([0-9]+)\/([0-9]+)$/.exec(ContentRange ?? "") ?? [];
  if (from !== undefined && Number(from) === start) return { etag: ETag, sizeBytes: Number(total) };
  if (ContentRange === undefined && start === 0 && ContentLength !== undefined)
    if (ContentLength <= PART_BYTES) return { etag: ETag, sizeBytes: ContentLength };
  throw new OperatingError(`Cannot read ${key} as its server does not answer ranges`, {
    retryable: false,
    hint: "use a server that keeps to S3's GetObject with Range",
  });
}

/** Null once the body has ended; what broke it otherwise. Asking again is how it is got over. */
async function fill(
  { Body }: GetObjectCommandOutput,
  take: (chunk: Uint8Array) => void,
): Promise<unknown> {
  if (!(Body instanceof Readable)) return null;
  try {
    for await (const chunk of Body) take(chunk);
    return null;
  } catch (error) {
    if (error instanceof OperatingError || s3ErrorName(error) === null) throw error;
    return error;
  }
}

function changed(key: string): OperatingError {
  return new OperatingError(`Cannot read ${key} as it changed while it was read`, {
    retryable: true,
    hint: "see what writes to it; a backup is written once",
  });
}

function endless(key: string): OperatingError {
  return new OperatingError(`Cannot read ${key} as its server sends more than was asked for`, {
    retryable: false,
    hint: "see the server's own log",
  });
}

function dropped(key: string, cause: unknown): OperatingError {
  return new OperatingError(
    `Cannot read ${key} as its connection dropped ${RESUMES_MAX + 1} times in one part`,
    { retryable: true, hint: "see the network to the vault", cause },
  );
}

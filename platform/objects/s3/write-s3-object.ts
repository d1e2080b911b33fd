import { createHash } from "node:crypto";
import type { CompletedPart } from "@aws-sdk/client-s3";
import { OperatingError } from "../../errors/operating-error.ts";
import type { S3Place } from "./s3-connection.ts";
import { s3Error } from "./s3-error.ts";

/** What fits in one part is one request. */
const PART_BYTES = 16 * 2 ** 20;
/** As S3 has it. */
const PARTS_MAX = 10_000;

type Target = { readonly Bucket: string; readonly Key: string };

/**
 * Writes an object, which is there whole or not at all: what is larger than 16 MiB as a multipart
 * upload, which is taken back where it fails. A process that is killed leaves its parts, which
 * `listUploads` shows. Each part's MD5 goes with it, for the server to check.
 */
export async function writeS3Object(
  place: S3Place,
  key: string,
  bytes: AsyncIterable<Uint8Array> | Uint8Array,
): Promise<void> {
  const target = { Bucket: place.bucket, Key: key };
  const parts = cutParts(bytes instanceof Uint8Array ? [bytes] : bytes);
  try {
    const first = await parts.next();
    const second = first.done ? first : await parts.next();
    if (second.done) await putWhole(place, target, first.value ?? Buffer.alloc(0));
    else await putParts(place, target, chain([first.value ?? second.value, second.value], parts));
  } catch (error) {
    throw s3Error(`write ${key}`, error);
  }
}

async function putWhole({ client }: S3Place, target: Target, Body: Buffer): Promise<void> {
  await client.putObject({ ...target, Body, ContentMD5: md5(Body) });
}

async function putParts(
  { client }: S3Place,
  target: Target,
  parts: AsyncIterable<Buffer>,
): Promise<void> {
  const { UploadId } = await client.createMultipartUpload(target);
  const upload = { ...target, UploadId };
  try {
    const Parts: CompletedPart[] = [];
    for await (const Body of parts) {
      const PartNumber = Parts.length + 1;
      if (PartNumber > PARTS_MAX) throw tooLarge(target.Key);
      const part = { ...upload, PartNumber, Body, ContentMD5: md5(Body) };
      const { ETag } = await client.uploadPart(part);
      Parts.push({ PartNumber, ETag });
    }
    await client.completeMultipartUpload({ ...upload, MultipartUpload: { Parts } });
  } catch (error) {
    // What the cleanup fails for is what the writing failed for.
    await client.abortMultipartUpload(upload).catch(() => undefined);
    throw error;
  }
}

/** Pieces of `PART_BYTES`; the last is what is left. */
async function* cutParts(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Buffer, undefined> {
  let part = Buffer.allocUnsafe(PART_BYTES);
  let filled = 0;
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + PART_BYTES - filled);
      part.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      if (filled < PART_BYTES) continue;
      yield part;
      part = Buffer.allocUnsafe(PART_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}

async function* chain(first: readonly Buffer[], rest: AsyncIterable<Buffer>) {
  yield* first;
  yield* rest;
}

function md5(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("base64");
}

function tooLarge(key: string): OperatingError {
  const gigabytes = Math.floor((PARTS_MAX * PART_BYTES) / 2 ** 30);
  return new OperatingError(`Cannot write ${key} as it has more than ${gigabytes} GiB`, {
    retryable: false,
    hint: "write it in several objects",
  });
}

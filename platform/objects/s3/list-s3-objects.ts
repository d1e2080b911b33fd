import { OperatingError } from "../../errors/operating-error.ts";
import type { ObjectHead } from "../object-store.ts";
import type { S3Place } from "./s3-connection.ts";
import { s3Error } from "./s3-error.ts";

/** One version of an object; a delete marker hides those before it, and has no bytes. */
export type ObjectVersion = ObjectHead & {
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
};

/** Parts that take room and are no object. */
export type UnfinishedUpload = {
  readonly name: string;
  readonly uploadId: string;
  readonly startedAtMs: number;
};

/** Keys that end in `/` and have no bytes only stand for directories, and are left out. */
export async function* listS3Objects(place: S3Place): AsyncGenerator<ObjectHead> {
  const { client, bucket: Bucket, prefix: Prefix } = place;
  const nameOf = createNaming(place);
  for (let token: string | undefined; ; ) {
    const page = await asking(place, () =>
      client.listObjectsV2({
        ...{ Bucket, Prefix, EncodingType: "url" },
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    );
    for (const { Key, Size = 0, LastModified } of page.Contents ?? []) {
      const name = nameOf(Key, page.EncodingType);
      if (name === null || (name.endsWith("/") && Size === 0)) continue;
      yield { name, sizeBytes: Size, modifiedAtMs: LastModified?.getTime() ?? 0 };
    }
    if (!page.IsTruncated) return;
    token = advance(place, token, page.NextContinuationToken);
  }
}

/** Every version of every object, and delete markers, newest first of each name. */
export async function* listS3Versions(place: S3Place): AsyncGenerator<ObjectVersion> {
  const { client, bucket: Bucket, prefix: Prefix } = place;
  const nameOf = createNaming(place);
  for (let at: { KeyMarker?: string; VersionIdMarker?: string } = {}; ; ) {
    const page = await asking(place, () =>
      client.listObjectVersions({ Bucket, Prefix, EncodingType: "url", ...at }),
    );
    const found = [
      ...(page.Versions ?? []).map((one) => ({ ...one, isDeleteMarker: false })),
      ...(page.DeleteMarkers ?? []).map((one) => ({ ...one, Size: 0, isDeleteMarker: true })),
    ];
    for (const { Key, Size = 0, LastModified, VersionId = "null", ...one } of found) {
      const name = nameOf(Key, page.EncodingType);
      if (name === null) continue;
      const isLatest = one.IsLatest ?? false;
      const { isDeleteMarker } = one;
      const modifiedAtMs = LastModified?.getTime() ?? 0;
      yield { name, sizeBytes: Size, modifiedAtMs, versionId: VersionId, isLatest, isDeleteMarker };
    }
    if (!page.IsTruncated) return;
    const KeyMarker = page.NextKeyMarker ?? "";
    const VersionIdMarker = page.NextVersionIdMarker ?? "";
    advance(place, `${at.KeyMarker}\n${at.VersionIdMarker}`, `${KeyMarker}\n${VersionIdMarker}`);
    at = { KeyMarker, VersionIdMarker };
  }
}

/** Multipart uploads that were neither completed nor taken back. */
export async function* listS3Uploads(place: S3Place): AsyncGenerator<UnfinishedUpload> {
  const { client, bucket: Bucket, prefix: Prefix } = place;
  const nameOf = createNaming(place);
  for (let at: { KeyMarker?: string; UploadIdMarker?: string } = {}; ; ) {
    const page = await asking(place, () =>
      client.listMultipartUploads({ Bucket, Prefix, EncodingType: "url", ...at }),
    );
    for (const { Key, UploadId = "", Initiated } of page.Uploads ?? []) {
      const name = nameOf(Key, page.EncodingType);
      if (name !== null) yield { name, uploadId: UploadId, startedAtMs: Initiated?.getTime() ?? 0 };
    }
    if (!page.IsTruncated) return;
    const KeyMarker = page.NextKeyMarker ?? "";
    const UploadIdMarker = page.NextUploadIdMarker ?? "";
    advance(place, `${at.KeyMarker}\n${at.UploadIdMarker}`, `${KeyMarker}\n${UploadIdMarker}`);
    at = { KeyMarker, UploadIdMarker };
  }
}

/** XML has no control characters: servers that can encode keys for it, and say whether they did. */
function createNaming({ prefix }: S3Place) {
  return (key: string | undefined, encoding: string | undefined): string | null => {
    if (key === undefined) return null;
    const name = encoding === "url" ? decodeURIComponent(key.replaceAll("+", "%20")) : key;
    return name.startsWith(prefix) && name !== prefix ? name.slice(prefix.length) : null;
  };
}

async function asking<T>({ bucket, prefix }: S3Place, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw s3Error(`list s3://${bucket}/${prefix}`, error);
  }
}

/** A server that never gets on would have us list for ever. */
function advance(
  { bucket }: S3Place,
  before: string | undefined,
  after: string | undefined,
): string {
  if (after !== undefined && after !== before) return after;
  throw new OperatingError(`Cannot list s3://${bucket} as its server repeats the same page`, {
    retryable: false,
    hint: "see the server's own log",
  });
}

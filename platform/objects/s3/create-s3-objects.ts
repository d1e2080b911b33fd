import type { HeadObjectCommandOutput } from "@aws-sdk/client-s3";
import { OperatingError } from "../../errors/operating-error.ts";
import type { ObjectHead, ObjectStore } from "../object-store.ts";
import {
  listS3Objects,
  listS3Uploads,
  listS3Versions,
  type ObjectVersion,
  type UnfinishedUpload,
} from "./list-s3-objects.ts";
import { readS3Object } from "./read-s3-object.ts";
import { toS3Address } from "./s3-address.ts";
import { connectS3, type S3Connection, type S3Place } from "./s3-connection.ts";
import { s3Error, s3ErrorName } from "./s3-error.ts";
import { storedAttributes } from "./stored-attributes.ts";
import { writeS3Object } from "./write-s3-object.ts";

/** The objects below a prefix of a bucket, and what only a bucket has. */
export type S3Objects = ObjectStore & {
  readonly listVersions: () => AsyncIterable<ObjectVersion>;
  readonly listUploads: () => AsyncIterable<UnfinishedUpload>;
  readonly close: () => void;
};

/**
 * The objects of a bucket of S3, or of what speaks it. An object's ETag is never taken for a hash;
 * what is behind a delete marker is absent.
 */
export function createS3Objects(connection: S3Connection): S3Objects {
  const place = connectS3(connection);
  const keyOf = (name: string) => place.prefix + checked(name);
  return {
    list: () => listS3Objects(place),
    head: async (name) => head(place, name, keyOf(name)),
    read: (name, range) => readNamed(() => readS3Object(place, keyOf(name), range)),
    write: async (name, bytes) => writeS3Object(place, keyOf(name), bytes),
    remove: async (name) => remove(place, keyOf(name)),
    uri: (name) => toS3Address(place.bucket, keyOf(name)),
    listVersions: () => listS3Versions(place),
    listUploads: () => listS3Uploads(place),
    close: () => place.client.destroy(),
  };
}

/** A name that is refused is so when it is read, as everything else that fails. */
async function* readNamed(read: () => AsyncIterable<Uint8Array>) {
  yield* read();
}

async function head(place: S3Place, name: string, key: string): Promise<ObjectHead | null> {
  const { client, bucket: Bucket } = place;
  let said: HeadObjectCommandOutput;
  try {
    said = await client.headObject({ Bucket, Key: key, ChecksumMode: "ENABLED" });
  } catch (error) {
    if (s3ErrorName(error) !== "NotFound") throw s3Error(`look at ${key}`, error);
    await lookAtBucket(place);
    return null;
  }
  const sizeBytes = said.ContentLength ?? 0;
  const modifiedAtMs = said.LastModified?.getTime() ?? 0;
  return { name, sizeBytes, modifiedAtMs, stored: storedAttributes(said) };
}

/**
 * The answer to HEAD is the same where the bucket itself is absent, which shows nothing. Listing,
 * unlike HEAD, is allowed to who may list the prefix alone, and says what is wrong.
 */
async function lookAtBucket({ client, bucket: Bucket, prefix: Prefix }: S3Place): Promise<void> {
  try {
    await client.listObjectsV2({ Bucket, Prefix, MaxKeys: 1 });
  } catch (error) {
    throw s3Error(`look at the bucket ${Bucket}`, error);
  }
}

async function remove({ client, bucket: Bucket }: S3Place, key: string): Promise<void> {
  try {
    await client.deleteObject({ Bucket, Key: key });
  } catch (error) {
    const name = s3ErrorName(error);
    if (name !== "NoSuchKey" && name !== "NotFound") throw s3Error(`remove ${key}`, error);
  }
}

/**
 * S3 itself takes `..` for letters; a proxy or a gateway to a file system takes it for the way out
 * of the prefix.
 */
function checked(name: string): string {
  const isPlain = name.split("/").every((part) => part !== "." && part !== "..");
  if (isPlain && name !== "" && !name.includes("\0")) return name;
  throw new OperatingError(
    `Cannot use object ${JSON.stringify(name)} as it may be outside its vault`,
    { retryable: false, hint: "name objects by their key below the prefix, without .." },
  );
}

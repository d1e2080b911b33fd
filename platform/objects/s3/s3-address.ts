type S3Address = { readonly bucket: string; readonly key: string };

/** `s3://bucket/key`, each part of the key percent-encoded. */
export function toS3Address(bucket: string, key: string): string {
  return `s3://${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
}

/**
 * Bucket and key of an address; null for anything else. A key that is not percent-encoded as it
 * should be is taken as it stands, as many tools write it so.
 */
export function parseS3Address(uri: string): S3Address | null {
  const [, bucket, key] = /^s3:\/\/([^/?#]+)\/(.+)$/s.exec(uri) ?? [];
  if (bucket === undefined || key === undefined) return null;
  return { bucket, key: decode(key) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

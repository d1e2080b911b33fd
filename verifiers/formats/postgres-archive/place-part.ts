const PART =
  /(?:^|\/)(toc\.dat|blobs(?:_[0-9]+)?\.toc|(?:[0-9]+|blob_[0-9]+)\.dat(?:\.(?:gz|zst|lz4))?)$/;

/** The name of a part of a directory archive of pg_dump, without a directory; null: it is none. */
export function placePart(name: string): string | null {
  return PART.exec(name)?.[1] ?? null;
}

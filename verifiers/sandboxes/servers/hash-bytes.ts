import { createHash } from "node:crypto";

/** The same bytes, and their SHA-256 once all were read; null before. */
export function hashBytes(bytes: AsyncIterable<Uint8Array>) {
  const hash = createHash("sha256");
  let sha256: string | null = null;
  async function* hashed(): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      hash.update(chunk);
      yield chunk;
    }
    sha256 = hash.digest("hex");
  }
  return { bytes: hashed(), sha256: () => sha256 };
}

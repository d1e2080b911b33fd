import { UnjudgedCopy } from "../unjudged-copy.ts";

const EXPANDED_FREELY_BYTES = 4 * 2 ** 30;
const RATIO_MAX = 250;

const TOO_FAR = {
  en: `It expands to more than 4 GiB and ${RATIO_MAX} times its size: it is not followed further.`,
  fr: `Décompressé, il dépasse 4 Gio et ${RATIO_MAX} fois sa taille : il n'est pas suivi plus loin.`,
};

/**
 * Expanded bytes as long as they are no bomb, which says nothing and takes time without end. Throws
 * `UnjudgedCopy` past the bound. `compressedBytes`: what has been read so far.
 */
export async function* boundExpansion(
  chunks: AsyncIterable<Uint8Array>,
  compressedBytes: () => number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > EXPANDED_FREELY_BYTES && bytes > RATIO_MAX * compressedBytes())
      throw new UnjudgedCopy(TOO_FAR);
    yield chunk;
  }
}

import { promisify } from "node:util";
import {
  constants,
  gunzip,
  gzip,
  zstdCompress,
  zstdDecompress,
  zstdDecompressSync,
} from "node:zlib";
// Node finds CompressionTypes among the names of this CommonJS module, but not CompressionCodecs.
import kafkajs, { CompressionTypes } from "kafkajs";
import { boundUnpacked } from "./bound-unpacked.ts";

/** What one batch may unpack to; brokers take 1 MiB a batch unless told otherwise. */
const UNPACKED_BYTES_MAX = 128 * 2 ** 20;
/** The level that Kafka's own clients take by default. */
const LEVEL = 3;

/** Up to so many packed bytes the way to another thread and back takes longer than unpacking. */
const HERE_BYTES_MAX = 2 ** 16;
/** Events pack to a seventh or so: nearly all is unpacked in one piece. */
const PIECE_PER_PACKED = 8;
const PIECE_BYTES = { min: 2 ** 14, max: 2 ** 18 };

const packGzip = promisify(gzip);
const unpackGzip = promisify(gunzip);
const packZstd = promisify(zstdCompress);
const unpackZstdElsewhere = promisify(zstdDecompress);

type Encoded = { readonly buffer: Buffer };

const gzipCodec = {
  compress: ({ buffer }: Encoded) => packGzip(buffer),
  decompress: boundUnpacked((buffer) =>
    unpackGzip(buffer, { maxOutputLength: UNPACKED_BYTES_MAX }),
  ),
};

const zstdCodec = {
  compress: ({ buffer }: Encoded) =>
    packZstd(buffer, { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } }),
  decompress: boundUnpacked(async (buffer) => {
    const wanted = Math.max(PIECE_BYTES.min, PIECE_PER_PACKED * buffer.length);
    const chunkSize = Math.min(PIECE_BYTES.max, wanted);
    const options = { maxOutputLength: UNPACKED_BYTES_MAX, chunkSize };
    const isSmall = buffer.length <= HERE_BYTES_MAX;
    const unpacked = isSmall
      ? zstdDecompressSync(buffer, options)
      : await unpackZstdElsewhere(buffer, options);
    return withoutRoom(unpacked);
  }),
};

/** Messages are views of it, and would hold the room that was not needed as long as they lie. */
function withoutRoom(bytes: Buffer): Buffer {
  return bytes.buffer.byteLength > 2 * bytes.length ? Buffer.from(bytes) : bytes;
}

/** Gives kafkajs, which has gzip alone and without a bound, what Node itself has. */
export function registerCodecs(): void {
  kafkajs.CompressionCodecs[CompressionTypes.GZIP] = () => gzipCodec;
  kafkajs.CompressionCodecs[CompressionTypes.ZSTD] = () => zstdCodec;
}

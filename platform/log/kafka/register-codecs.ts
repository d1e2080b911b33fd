import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress, zstdDecompressSync } from "node:zlib";
// Node finds CompressionTypes among the names of this CommonJS module, but not CompressionCodecs.
import kafkajs, { CompressionTypes } from "kafkajs";

/** What one batch may unpack to; brokers take 1 MiB a batch unless told otherwise. */
const UNPACKED_BYTES_MAX = 128 * 2 ** 20;
/** The level that Kafka's own clients take by default. */
const LEVEL = 3;

/** Up to so many packed bytes the way to another thread and back takes longer than unpacking. */
const HERE_BYTES_MAX = 2 ** 16;
/** Events pack to a seventh or so: nearly all is unpacked in one piece. */
const PIECE_PER_PACKED = 8;
const PIECE_BYTES = { min: 2 ** 14, max: 2 ** 18 };

const pack = promisify(zstdCompress);
const unpackElsewhere = promisify(zstdDecompress);

const codec = {
  compress: ({ buffer }: { readonly buffer: Buffer }) =>
    pack(buffer, { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } }),
  decompress: async (buffer: Buffer) => {
    const wanted = Math.max(PIECE_BYTES.min, PIECE_PER_PACKED * buffer.length);
    const chunkSize = Math.min(PIECE_BYTES.max, wanted);
    const options = { maxOutputLength: UNPACKED_BYTES_MAX, chunkSize };
    const isSmall = buffer.length <= HERE_BYTES_MAX;
    const unpacked = isSmall
      ? zstdDecompressSync(buffer, options)
      : await unpackElsewhere(buffer, options);
    return withoutRoom(unpacked);
  },
};

/** Messages are views of it, and would hold the room that was not needed as long as they lie. */
function withoutRoom(bytes: Buffer): Buffer {
  return bytes.buffer.byteLength > 2 * bytes.length ? Buffer.from(bytes) : bytes;
}

/** Gives kafkajs, which has gzip alone, Node's own Zstandard. */
export function registerZstd(): void {
  kafkajs.CompressionCodecs[CompressionTypes.ZSTD] = () => codec;
}

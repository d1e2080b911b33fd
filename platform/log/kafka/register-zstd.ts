import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
// Node finds CompressionTypes among the names of this CommonJS module, but not CompressionCodecs.
import kafkajs, { CompressionTypes } from "kafkajs";

/** What one batch may unpack to; brokers take 1 MiB a batch unless told otherwise. */
const UNPACKED_BYTES_MAX = 128 * 2 ** 20;
/** The level that Kafka's own clients take by default. */
const LEVEL = 3;

const pack = promisify(zstdCompress);
const unpack = promisify(zstdDecompress);

const codec = {
  compress: ({ buffer }: { readonly buffer: Buffer }) =>
    pack(buffer, { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } }),
  decompress: (buffer: Buffer) => unpack(buffer, { maxOutputLength: UNPACKED_BYTES_MAX }),
};

/** Gives kafkajs, which has gzip alone, Node's own Zstandard. */
export function registerZstd(): void {
  kafkajs.CompressionCodecs[CompressionTypes.ZSTD] = () => codec;
}

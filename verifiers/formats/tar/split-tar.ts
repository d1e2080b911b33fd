import { DamagedCopy } from "../damaged-copy.ts";
import { type ByteReader, createByteReader } from "../reading/create-byte-reader.ts";
import { type MemberKind, readHeader, type TarHeader } from "./read-header.ts";

const BLOCK_BYTES = 512;
/** Of a long name or extended header: PATH_MAX is 4,096. */
const EXTENSION_BYTES_MAX = 2 ** 20;

export type TarMember = {
  /** Without a leading `./` or `/`; may still be hostile. */
  readonly name: string;
  readonly kind: MemberKind;
  readonly sizeBytes: number;
  /** Where its header begins. */
  readonly offset: number;
  /** To be read before the next member is asked for; what is left of it is passed over. */
  readonly bytes: AsyncIterable<Buffer>;
};

type Extension = { readonly name?: string; readonly sizeBytes?: number };

/**
 * The members of a tar archive (POSIX ustar and pax, GNU) as they come, to the zero block that ends
 * it; what follows must be zero too. Throws `DamagedCopy` where a header is wrong or it ends early.
 */
export async function* splitTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarMember> {
  const reader = createByteReader(chunks);
  let next: Extension = {};
  for (;;) {
    const offset = reader.position();
    const block = await reader.take(BLOCK_BYTES);
    if (block.every((byte) => byte === 0)) return checkEnd(reader);
    const header = readHeader(block, offset);
    const { kind } = header;
    if (!isMember(kind)) {
      next = { ...next, ...(await readExtension(reader, header)) };
      continue;
    }
    const sizeBytes = next.sizeBytes ?? header.sizeBytes;
    const end = reader.position() + sizeBytes + (-sizeBytes & (BLOCK_BYTES - 1));
    const name = (next.name ?? header.name).replace(/^(\.?\/)+/, "");
    next = {};
    yield { name, kind, sizeBytes, offset, bytes: reader.pass(sizeBytes) };
    for await (const _ of reader.pass(end - reader.position()));
  }
}

function isMember(kind: TarHeader["kind"]): kind is MemberKind {
  return kind === "file" || kind === "directory" || kind === "link" || kind === "other";
}

/** What a header that is no member's own says of the next one. */
async function readExtension(reader: ByteReader, header: TarHeader): Promise<Extension> {
  const { kind, sizeBytes } = header;
  if (sizeBytes > EXTENSION_BYTES_MAX) throw damaged(reader.position());
  const bytes = await reader.take(sizeBytes);
  await reader.take(-sizeBytes & (BLOCK_BYTES - 1));
  if (kind === "pax-global") return {};
  if (kind === "long-link") return {};
  if (kind === "long-name") return { name: bytes.toString("utf8").split("\0", 1)[0] ?? "" };
  return readRecords(bytes, reader.position());
}

/** `length key=value\n`, the length in decimal and of the whole record (POSIX pax). */
function readRecords(bytes: Buffer, position: number): Extension {
  const found: { name?: string; sizeBytes?: number } = {};
  for (let at = 0; at < bytes.length; ) {
    const length = Number(/^([0-9]{1,7}) /.exec(bytes.toString("latin1", at, at + 8))?.[1]);
    if (!(length > 0) || at + length > bytes.length) throw damaged(position);
    const record = bytes.toString("utf8", at, at + length - 1);
    const [, key, value = ""] = /^[0-9]+ ([^=]+)=(.*)$/s.exec(record) ?? [];
    if (key === "path") found.name = value;
    if (key === "size" && /^[0-9]{1,15}$/.test(value)) found.sizeBytes = Number(value);
    at += length;
  }
  return found;
}

async function checkEnd(reader: ByteReader): Promise<void> {
  for (;;) {
    const at = reader.position();
    const block = await reader.takeUpTo(2 ** 16);
    if (block.length === 0) return;
    if (block.some((byte) => byte !== 0))
      throw new DamagedCopy({
        en: `The archive ends before byte ${at}, yet other bytes follow.`,
        fr: `L'archive finit avant l'octet ${at}, pourtant d'autres octets suivent.`,
      });
  }
}

function damaged(at: number): DamagedCopy {
  return new DamagedCopy({
    en: `The extended header before byte ${at} is damaged.`,
    fr: `L'en-tête étendu avant l'octet ${at} est endommagé.`,
  });
}

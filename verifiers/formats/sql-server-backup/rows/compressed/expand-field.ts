import { type CompressedField, EMPTY, LONG, NULL, SYMBOL, TRUE } from "./read-compressed-record.ts";
import type { PageCompression } from "./read-page-compression.ts";

const TWO_BYTE_LENGTH = 0x80;

/**
 * The bytes of a record's value, as row compression left them: a symbol is looked up, then a prefix
 * is put before what the value does not share with its column's anchor. Null for a null, undefined
 * where it is not as documented.
 */
export function expandField(
  field: CompressedField,
  anchor: CompressedField | undefined,
  { dictionary }: PageCompression,
): Uint8Array | null | undefined {
  const { descriptor, elsewhere } = field;
  if (descriptor === NULL) return null;
  const bytes = descriptor === SYMBOL ? dictionary[field.bytes[0] ?? 0] : field.bytes;
  if (!bytes || descriptor === TRUE) return undefined;
  if (elsewhere || !anchor || anchor.descriptor === NULL) return bytes;
  if (!isPrefix(anchor)) return undefined;
  return descriptor === EMPTY ? anchor.bytes : addPrefix(anchor.bytes, bytes);
}

function isPrefix({ descriptor, elsewhere }: CompressedField): boolean {
  return descriptor > EMPTY && descriptor <= LONG && !elsewhere;
}

/** How many bytes of the anchor come first, then the rest. More than 127 are not documented. */
function addPrefix(anchor: Uint8Array, bytes: Uint8Array): Uint8Array | undefined {
  const [shared = TWO_BYTE_LENGTH] = bytes;
  if (shared >= TWO_BYTE_LENGTH || shared > anchor.length) return undefined;
  const rest = bytes.subarray(1);
  return shared === 0 ? rest : Buffer.concat([anchor.subarray(0, shared), rest]);
}

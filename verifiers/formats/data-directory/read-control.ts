import { crc32c } from "./crc32c.ts";

const CONTROL_FILE_BYTES = 8_192;
/**
 * Where versions 12 to 18 keep the CRC of pg_control, on any platform: after a structure of 200 to
 * 400 bytes.
 */
const CRC_AT_MIN = 200;
const CRC_AT_MAX = 400;
const CONTROL_VERSION_AT = 8;
/** Before the CRC: the nonce of 32 bytes; from 18 on the sign of char and its padding too. */
const CHECKSUMS_BEFORE_CRC = 36;
const CHECKSUMS_BEFORE_CRC_18 = 40;
const CONTROL_VERSION_18 = 1_800;

/** What pg_control says; null where it is not one or does not agree with its own CRC-32C. */
export function readControl(control: Uint8Array): { readonly checksums: boolean } | null {
  if (control.length !== CONTROL_FILE_BYTES) return null;
  const view = new DataView(control.buffer, control.byteOffset, control.byteLength);
  for (let at = CRC_AT_MIN; at <= CRC_AT_MAX; at += 4) {
    if (view.getUint32(at, true) !== crc32c(control.subarray(0, at))) continue;
    const version = view.getUint32(CONTROL_VERSION_AT, true);
    const before = version >= CONTROL_VERSION_18 ? CHECKSUMS_BEFORE_CRC_18 : CHECKSUMS_BEFORE_CRC;
    return { checksums: view.getUint32(at - before, true) !== 0 };
  }
  return null;
}

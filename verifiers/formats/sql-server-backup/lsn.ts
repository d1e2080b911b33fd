/** A log sequence number: log file, block and slot. */
export type Lsn = { readonly file: number; readonly block: number; readonly slot: number };

/** Of 10 bytes: file u32, block u32, slot u16. */
export function readLsn(view: DataView, at: number): Lsn {
  return {
    file: view.getUint32(at, true),
    block: view.getUint32(at + 4, true),
    slot: view.getUint16(at + 8, true),
  };
}

/** Null where it is not set. */
export function readLsnOrNull(view: DataView, at: number): Lsn | null {
  const lsn = readLsn(view, at);
  return lsn.file === 0 && lsn.block === 0 && lsn.slot === 0 ? null : lsn;
}

export function isAfter(one: Lsn, other: Lsn): boolean {
  if (one.file !== other.file) return one.file > other.file;
  if (one.block !== other.block) return one.block > other.block;
  return one.slot > other.slot;
}

/** As SQL Server tells it: file, block with 10 digits, slot with 5, in decimal. */
export function formatLsn({ file, block, slot }: Lsn): string {
  return (BigInt(file) * 10n ** 15n + BigInt(block) * 10n ** 5n + BigInt(slot)).toString();
}

const SLOTS_AT = 22;

/** The page with its first record where compression information stands: without a slot. */
export function hideFirstRecord(page: Uint8Array): Uint8Array {
  const view = new DataView(page.buffer, page.byteOffset);
  const slots = view.getUint16(SLOTS_AT, true) - 1;
  for (let slot = 0; slot < slots; slot += 1) {
    const next = view.getUint16(page.length - 2 * (slot + 2), true);
    view.setUint16(page.length - 2 * (slot + 1), next, true);
  }
  view.setUint16(SLOTS_AT, slots, true);
  return page;
}

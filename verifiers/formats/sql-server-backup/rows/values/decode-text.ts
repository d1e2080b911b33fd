/**
 * A collation's id, as sys.syscolpars keeps it: the locale in the low byte, the sort order of an
 * SQL collation in the high one (0 for a Windows collation), options between. The property
 * 'CollationID' of what sys.fn_helpcollations lists shows the pattern.
 */
const LOCALE_BITS = 0xff;
const SORT_ORDER_SHIFT = 24;
/** Supplementary characters, binary orders, case, accent, kana, width, versions 90 to 140. */
const KNOWN_OPTIONS = 0x07_f9_00;
const OPTION_BITS = 0xff_ff_00;
/** Arabic, Greek, Latin1 General, Finnish and Swedish, French, Albanian, Estonian. */
const CODE_PAGES: Readonly<Record<number, string>> = {
  1: "windows-1256",
  7: "windows-1253",
  8: "windows-1252",
  10: "windows-1252",
  11: "windows-1252",
  24: "windows-1250",
  29: "windows-1257",
};
/** Sort orders of SQL collations ([MS-TDS], sort id), from, to. Pages 437 and 850 are not read. */
const SORT_ORDERS: readonly (readonly [number, number, string])[] = [
  [50, 54, "windows-1252"],
  [71, 75, "windows-1252"],
  [80, 98, "windows-1250"],
  [104, 108, "windows-1251"],
  [112, 124, "windows-1253"],
  [128, 130, "windows-1254"],
  [136, 138, "windows-1255"],
  [144, 146, "windows-1256"],
  [152, 160, "windows-1257"],
  [183, 186, "windows-1252"],
  [210, 217, "windows-1252"],
];

/**
 * The label of a collation's code page; null where it is not known here. An option that came after
 * version 140 of the collations is UTF-8.
 */
export function findCodePage(collation: number): string | null {
  const sortOrder = collation >>> SORT_ORDER_SHIFT;
  if (sortOrder !== 0)
    return SORT_ORDERS.find(([from, to]) => sortOrder >= from && sortOrder <= to)?.[2] ?? null;
  if (collation & OPTION_BITS & ~KNOWN_OPTIONS) return "utf-8";
  return CODE_PAGES[collation & LOCALE_BITS] ?? null;
}

/** Null where the bytes are none of the code page. */
export function decodeText(bytes: Uint8Array, codePage: string): string | null {
  try {
    return decoderOf(codePage).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

const decoders = new Map<string, InstanceType<typeof TextDecoder>>();

function decoderOf(label: string): InstanceType<typeof TextDecoder> {
  const known = decoders.get(label);
  if (known) return known;
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  decoders.set(label, decoder);
  return decoder;
}

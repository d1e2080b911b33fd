/** What follows in packed bytes; from `SMALL` on the byte is a small whole number itself. */
export const TAGS = {
  null: 0,
  undefined: 1,
  true: 2,
  false: 3,
  whole: 4,
  double: 5,
  bigint: 6,
  string: 7,
  known: 8,
  object: 9,
  array: 10,
  map: 11,
  set: 12,
  bytes: 13,
  floats: 14,
  doubles: 15,
  SMALL: 128,
} as const;

/** Of each: how many bytes one of its values takes. */
export const TYPED = [
  { tag: TAGS.bytes, of: Uint8Array },
  { tag: TAGS.floats, of: Float32Array },
  { tag: TAGS.doubles, of: Float64Array },
] as const;

/**
 * Between the process that reads a format and the one that has the bytes. Requests are lines of
 * JSON; bytes come in frames of a header (the stream's number and the length, 32 bits each, little
 * endian) and the bytes. A frame of length 0 ends its stream.
 */
export const FRAME_HEADER_BYTES = 8;
/** So much of a stream may be under way; the rest waits until its reader has taken some. */
export const WINDOW_BYTES = 4 * 2 ** 20;
export const STREAMS_OPEN_MAX = 64;

export type Request =
  | { readonly open: number; readonly start: number; readonly end: number }
  | { readonly more: number; readonly bytes: number }
  | { readonly close: number };

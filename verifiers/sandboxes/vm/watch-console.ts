import { BOOT_SIGNS, type BootSign } from "./boot-signs.ts";

/** Enough for a sign that lies across two pieces. */
const TAIL_CHARACTERS = 4_096;
/** More is no boot, but a guest that never ends: a real port would take 90 s at 115,200 baud. */
const CONSOLE_BYTES_MAX = 2 ** 20;
/** To where a line begins; firmware also moves to where it already is, in the midst of a word. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: what terminals are told begins with one
const MOVES = /\r|\x1b\[[0-9]*(;0*1?)?[Hfd]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what terminals are told begins with one
const CONTROLS = /\x1b(\[[0-9;?]*[A-Za-z]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][0-9A-Za-z]|[=>c78])/g;

export type Seen =
  | { readonly kind: "marker" }
  | { readonly kind: "sign"; readonly sign: BootSign }
  | { readonly kind: "flood" };

export type ConsoleWatch = {
  /** What these bytes complete; null where nothing. */
  readonly take: (bytes: Uint8Array) => Seen | null;
  readonly bytes: () => number;
};

/** Looks for the marker, and for signs of a boot that failed, in what a serial console says. */
export function watchConsole(marker: RegExp): ConsoleWatch {
  const decoder = new TextDecoder();
  let tail = "";
  let bytes = 0;
  function take(piece: Uint8Array): Seen | null {
    bytes += piece.length;
    const said = tail + decoder.decode(piece, { stream: true });
    tail = said.slice(-TAIL_CHARACTERS);
    const text = said.replace(MOVES, "\n").replace(CONTROLS, "");
    // The rest of a line may tell whose fault it is; a prompt has no end of line.
    const lines = text.slice(0, text.lastIndexOf("\n") + 1);
    const sign = BOOT_SIGNS.find(({ pattern }) => pattern.test(lines));
    if (sign) return { kind: "sign", sign };
    if (text.search(marker) >= 0) return { kind: "marker" };
    return bytes > CONSOLE_BYTES_MAX ? { kind: "flood" } : null;
  }
  return { take, bytes: () => bytes };
}

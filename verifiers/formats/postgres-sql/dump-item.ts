import type { Bilingual } from "../../../schemas/bilingual.ts";

/** What a plain SQL dump consists of, in its order. `line` counts from 1. */
export type DumpItem =
  /** `words`: its first words in upper case. */
  | {
      readonly kind: "statement";
      readonly text: string;
      readonly words: readonly string[];
      readonly line: number;
    }
  /** `COPY ... FROM stdin;`; its rows follow in `rows`, then `copied`. */
  | { readonly kind: "copy"; readonly text: string; readonly line: number }
  | {
      readonly kind: "rows";
      readonly bytes: Uint8Array;
      readonly rows: number;
      readonly line: number;
    }
  | { readonly kind: "copied"; readonly rows: number; readonly line: number }
  /** A backslash command of psql. */
  | { readonly kind: "meta"; readonly text: string; readonly line: number }
  /** Always last: whether all that a complete dump has was there. */
  | {
      readonly kind: "end";
      readonly fault: Bilingual | null;
      readonly engineVersion: string | null;
    };

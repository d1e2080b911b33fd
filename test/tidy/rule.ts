import type { SourceFile } from "./source-file.ts";

export type Example = { readonly path: string; readonly text: string };

/** A rule of the house, with what it must catch and what it must leave alone. */
export type Rule = {
  readonly name: string;
  /** Each offence of one file as a line; `files` are all, for rules that look further. */
  readonly check: (file: SourceFile, files: readonly SourceFile[]) => readonly string[];
  /** Each is to be caught. */
  readonly damage: readonly Example[];
  /** Each is to pass. */
  readonly fine: readonly Example[];
};

import { posix } from "node:path";
import type { SourceFile } from "./source-file.ts";

const STATEMENT = /\b(import|export)\b([^;"'`()]*?\bfrom\s*|\s+)(["'])( *)\3/g;
const CALL = /\bimport\(\s*(["'])( *)\1/g;

export type Import = {
  readonly index: number;
  /** As written. */
  readonly specifier: string;
  /** From the root, for a relative one; else null. */
  readonly target: string | null;
  /** Leaves nothing behind at run time. */
  readonly typeOnly: boolean;
};

/** The imports of a file, re-exports and dynamic ones with a fixed address included. */
export function importsOf(file: SourceFile): readonly Import[] {
  const statements = [...file.code.matchAll(STATEMENT)].map((found) => ({
    end: found.index + found[0].length - 1,
    length: found[4]?.length ?? 0,
    typeOnly: /^(import|export)\s+type\b/.test(found[0]),
  }));
  const calls = [...file.code.matchAll(CALL)].map((found) => ({
    end: found.index + found[0].length - 1,
    length: found[2]?.length ?? 0,
    typeOnly: false,
  }));
  return [...statements, ...calls].map(({ end, length, typeOnly }) => {
    const specifier = file.text.slice(end - length, end);
    const relative = specifier.startsWith(".");
    const target = relative ? posix.join(posix.dirname(file.path), specifier) : null;
    return { index: end - length, specifier, target, typeOnly };
  });
}

import { readdirSync, readFileSync } from "node:fs";
import { splitSource } from "./split-source.ts";

/** Written by machines, by others, or at run time. */
const SKIPPED = /^(node_modules|\.git|vigie-data|demo-data|reports|coverage|\.vitest)$/;
const READ = /(\.(ts|sql|md|json|yaml|yml|css|html|js|mjs)|\/run|\.gitignore|\.npmrc)$/;

/** A file of ours, as the rules look at it. */
export type SourceFile = {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The text with comments and the insides of strings blanked; TypeScript only. */
  readonly code: string;
  /** The text with all but the insides of strings blanked; TypeScript only. */
  readonly strings: string;
};

export function createSourceFile(path: string, text: string): SourceFile {
  const { code, strings } = path.endsWith(".ts") ? splitSource(text) : { code: "", strings: "" };
  return { path, text, code, strings };
}

/** All texts below a directory. */
export function readSourceFiles(root: URL, below = ""): readonly SourceFile[] {
  return readdirSync(new URL(below, root), { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.test(entry.name)) return [];
    const path = below + entry.name;
    if (entry.isDirectory()) return readSourceFiles(root, `${path}/`);
    if (!entry.isFile() || !READ.test(`/${path}`)) return [];
    return [createSourceFile(path, readFileSync(new URL(path, root), "utf8"))];
  });
}

export function isProduct({ path }: SourceFile): boolean {
  return path.endsWith(".ts") && path.includes("/") && !path.startsWith("test/");
}

/** `path:line: fault`. */
export function offence(file: SourceFile, index: number, fault: string): string {
  return `${file.path}:${file.text.slice(0, index).split("\n").length}: ${fault}`;
}

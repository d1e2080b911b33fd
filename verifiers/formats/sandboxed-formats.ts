/** What a sandbox here restores; other formats are read as far as `sound`. */
export const SANDBOXED_FORMATS = ["postgres-sql", "data-directory"] as const;
export type SandboxedFormat = (typeof SANDBOXED_FORMATS)[number];

export function findSandboxed(format: string): SandboxedFormat | null {
  return SANDBOXED_FORMATS.find((sandboxed) => sandboxed === format) ?? null;
}

/** What the sandbox that restores it reads as well; other formats go through their reader first. */
const READ_IN_SANDBOX: ReadonlySet<string> = new Set(["postgres-sql", "data-directory", "sqlite"]);

export function isReadInSandbox(format: string): boolean {
  return READ_IN_SANDBOX.has(format);
}

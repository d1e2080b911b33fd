/** Read by the sandbox that restores them, in one go; other formats have a reader before it. */
const READ_IN_SANDBOX: ReadonlySet<string> = new Set(["postgres-sql", "data-directory"]);

export function isReadInSandbox(format: string): boolean {
  return READ_IN_SANDBOX.has(format);
}

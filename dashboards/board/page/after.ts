/**
 * Runs `task` once, in `delayMs`; call what it returns to prevent that. The page's only timer: the
 * times it shows come from Vigie's own clock, with each message.
 */
export function after(delayMs: number, task: () => void): () => void {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
}

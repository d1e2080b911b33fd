/** More than wait at one time; of more the oldest is forgotten, and told twice. */
const MESSAGES_MAX = 1_000;

/** Whom a message has reached already, while others of its recipients still lack it. */
export function createReached() {
  const byMessage = new Map<string, Set<string>>();
  return {
    has: (dedupKey: string, recipient: string) => byMessage.get(dedupKey)?.has(recipient) ?? false,
    add: (dedupKey: string, recipient: string) => {
      byMessage.set(dedupKey, (byMessage.get(dedupKey) ?? new Set()).add(recipient));
      const [oldest] = byMessage.keys();
      if (byMessage.size > MESSAGES_MAX && oldest !== undefined) byMessage.delete(oldest);
    },
  };
}

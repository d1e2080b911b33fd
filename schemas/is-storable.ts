/** Whether a text can be kept as it is in a column: PostgreSQL keeps no NUL. */
export function isStorable(text: string): boolean {
  return !text.includes("\0");
}

/** What a schema says of a text that is not. */
export const STORABLE = { error: "must have no NUL" } as const;

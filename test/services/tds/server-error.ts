import type { Answer } from "./start-tds-server.ts";

/** An error by its number; its text is of no use to a client that goes by numbers. */
export function serverError(number: number, more: { readonly severity?: number } = {}): Answer {
  return { kind: "error", number, text: `Erreur ${number}.`, ...more };
}

import type { Role } from "../../schemas/access.ts";
import type { Config } from "../../schemas/config.ts";
import { isReachedByOthers } from "../config/is-reached-by-others.ts";

/** As what somebody without a token is let in; null for not at all. */
export function anonymousRole({ access, listen }: Pick<Config, "access" | "listen">): Role | null {
  const { anonymous } = access;
  if (anonymous === undefined) return isReachedByOthers(listen) ? null : "viewer";
  return anonymous === "none" ? null : anonymous;
}

/** What is to be said of it where it opens Vigie to others than this machine's people. */
export function doubtAnonymous(config: Pick<Config, "access" | "listen">): string | null {
  const role = anonymousRole(config);
  if (role === null || !isReachedByOthers(config.listen)) return null;
  return `Whoever reaches Vigie is let in as ${role}, without a token`;
}

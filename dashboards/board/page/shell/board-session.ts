import type { Me } from "./page-view.ts";

/** Who looks, as `GET /api/v1/session` says it; see schemas/session.ts. */
export type BoardSession = Me & {
  /** Sent with each change, so that other sites cannot make one. */
  readonly csrf: string | null;
};

/** Whether two sessions show the same, and may do the same. */
export function isSamePerson(one: Me, other: Me): boolean {
  return whoOf(one) === whoOf(other);
}

function whoOf({ name, role, rights, tenants, isAnonymous }: Me): string {
  return JSON.stringify([name, role, rights, tenants, isAnonymous]);
}

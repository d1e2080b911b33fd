import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";
import { type Finding, findingSchema } from "../../schemas/finding.ts";

const SQL = readFileSync(new URL("./findings.sql", import.meta.url), "utf8");

export type FindingsFilter = {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly kind?: string | undefined;
  readonly tenant?: string | undefined;
  /** The head of an id is enough. */
  readonly id?: string | undefined;
  readonly open?: boolean | undefined;
  readonly seriesId?: string | undefined;
  /** Of these runs alone; of all where absent. */
  readonly runIds?: readonly string[] | undefined;
  /** The id of what they are members of. */
  readonly parent?: string | undefined;
};

/** Findings as they are now, in the order in which they opened. */
export async function readFindings(
  store: Store,
  filter: FindingsFilter,
): Promise<readonly Finding[]> {
  const { since = "", until = "", kind = "", tenant = "", id = "", parent = "" } = filter;
  const { seriesId = "", runIds = [], open } = filter;
  const which = { since, until, kind, tenant, id, parent, open: open ? 1 : 0 };
  const parameters = { ...which, seriesId, runIds };
  const rows = await store.query(SQL, parameters, z.object({ body: z.string() }));
  return rows.map(({ body }) => findingSchema.parse(JSON.parse(body)));
}

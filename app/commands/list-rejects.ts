import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { renderTable } from "../render-table.ts";

const GROUPS_SQL = readFileSync(new URL("./rejects.sql", import.meta.url), "utf8");
const EACH_SQL = readFileSync(new URL("./each-reject.sql", import.meta.url), "utf8");
const GROUPS_HEAD = ["count", "fault", "source", "origin", "last seen", "position", "reason"];
const EACH_HEAD = [
  ...["received", "replayed", "id", "fault", "source", "origin", "position", "reason"],
];

const instant = z.union([z.int(), z.string()]).transform((ms) => instantToJson(Number(ms)));
const what = {
  fault: z.string(),
  source: z.string(),
  origin: z.string(),
  position: z.string(),
  reason: z.string(),
};
const groupSchema = z
  .object({ ...what, count: z.coerce.number(), firstMs: instant, lastMs: instant })
  .transform(({ firstMs: firstSeen, lastMs: lastSeen, ...row }) => ({
    ...row,
    firstSeen,
    lastSeen,
  }));
const eachSchema = z
  .object({ ...what, id: z.string(), receivedMs: instant, replayedMs: instant.nullable() })
  .transform(({ receivedMs: receivedAt, replayedMs: replayedAt, ...row }) => ({
    ...row,
    receivedAt,
    replayedAt,
  }));

/** Empty texts hold for all. */
export type Chosen = { readonly fault: string; readonly source: string };

/** How many, and after which of those that were listed before; its id, or an empty text. */
export type Page = { readonly limit: number; readonly after: string };

/** What was rejected, as rows for a program and a table for a person. */
export type Listing = {
  readonly rows: readonly unknown[];
  readonly table: string;
  /** Whether more is there than the page had room for. */
  readonly isCut: boolean;
  /** The id of the last row, where rows have one. */
  readonly last?: string | undefined;
};

/**
 * What was not replayed, by fault, source and origin: how many, first and last seen, and the last
 * one's reason.
 */
export async function listRejectGroups(
  store: Store,
  chosen: Chosen,
  { limit }: Page,
): Promise<Listing> {
  const found = await store.query(GROUPS_SQL, { ...chosen, limit: limit + 1 }, groupSchema);
  const rows = found.slice(0, limit);
  const cells = rows.map(({ count, fault, source, origin, lastSeen, position, reason }) => [
    String(count),
    ...[fault, source, origin, lastSeen, position, reason],
  ]);
  return { rows, table: renderTable(GROUPS_HEAD, cells), isCut: found.length > limit };
}

/** One by one, the newest first, with when it was replayed. */
export async function listEachReject(
  store: Store,
  chosen: Chosen,
  { limit, after }: Page,
): Promise<Listing> {
  const asked = { ...chosen, after, limit: limit + 1 };
  const found = await store.query(EACH_SQL, asked, eachSchema);
  const rows = found.slice(0, limit);
  const cells = rows.map(
    ({ receivedAt, replayedAt, id, fault, source, origin, position, reason }) => [
      ...[receivedAt, replayedAt ?? "", id, fault, source, origin, position, reason],
    ],
  );
  const isCut = found.length > limit;
  return { rows, table: renderTable(EACH_HEAD, cells), isCut, last: rows.at(-1)?.id };
}

import { z } from "zod";
import { Refusal } from "./refusal.ts";

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 500;
const CURSOR_LENGTH_MAX = 8_000;

/** What every list takes: how many at most, and where the page before it ended. */
export const pagingShape = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, `must be a whole number from 1 to ${LIMIT_MAX}`)
    .transform(Number)
    .pipe(z.int().max(LIMIT_MAX))
    .optional(),
  cursor: z.string().max(CURSOR_LENGTH_MAX).optional(),
};

/** A list's answer; `next` is the cursor of the page after it, null on the last. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

type Paging = {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
};

/**
 * One page: `read` is asked for one item more than the page holds, after `last`, the `place` of the
 * last item before it, or null at the begin.
 */
export async function readPage<Row, Place>(
  { limit = LIMIT_DEFAULT, cursor }: Paging,
  place: { readonly schema: z.ZodType<Place>; readonly of: (row: Row) => Place },
  read: (last: Place | null, rowsMax: number) => Promise<readonly Row[]>,
): Promise<{ readonly items: Row[]; readonly next: string | null }> {
  const last = cursor === undefined ? null : decode(cursor, place.schema);
  const rows = await read(last, limit + 1);
  const items = rows.slice(0, limit);
  const end = items.at(-1);
  const isMore = rows.length > limit && end !== undefined;
  return { items, next: isMore ? encode(place.of(end)) : null };
}

function encode(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

function decode<Place>(cursor: string, schema: z.ZodType<Place>): Place {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw new Refusal("bad-request", "The cursor is none of this list", {
      hint: "Take `next` of the page before.",
    });
  }
}

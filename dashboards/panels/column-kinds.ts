import { z } from "zod";
import { instantToJson } from "../../schemas/instant.ts";
import { bytesToJson } from "../../schemas/size.ts";

const integer = z.union([z.int(), z.string().regex(/^-?[0-9]+$/)]);
/** As the store prints a DateTime64 in UTC. */
const storeInstant = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,9})?$/);
const storeDay = z.string().regex(/^\d{4}-\d\d-\d\d$/);

/**
 * What a column of a panel is: how it is read from the store, what it is over HTTP, and how people
 * see it. `share`: of 1; `seconds`: a duration; `id`: of 32 hex digits, to link by; `day`: a civil
 * date.
 */
export const COLUMN_KINDS = {
  text: z.string(),
  texts: z.array(z.string()),
  id: z.string(),
  instant: storeInstant.transform((text) =>
    instantToJson(Date.parse(`${text.replace(" ", "T")}Z`)),
  ),
  day: storeDay,
  count: integer.transform(Number),
  bytes: integer.transform((size) => bytesToJson(BigInt(size))),
  seconds: z.number(),
  share: z.number(),
  number: z.number(),
  flag: z.union([z.boolean(), z.literal([0, 1])]).transform(Boolean),
} as const;

export type ColumnKind = keyof typeof COLUMN_KINDS;

/** The same kinds as they are in an answer, of which OpenAPI is made. */
export const ANSWER_KINDS = {
  text: z.string(),
  texts: z.array(z.string()),
  id: z.string(),
  instant: z.iso.datetime(),
  day: z.iso.date(),
  count: z.int(),
  bytes: z.union([z.int(), z.string()]),
  seconds: z.number(),
  share: z.number(),
  number: z.number(),
  flag: z.boolean(),
} as const satisfies Record<ColumnKind, z.ZodType>;

import { z } from "zod";

/** `R-2026-0001`: the year (UTC) that a restore request was opened in, and its number in it. */
export const requestIdSchema = z.string().regex(/^R-[0-9]{4}-[0-9]{4,9}$/);

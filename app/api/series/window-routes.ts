import { z } from "zod";
import { windowEntrySchema } from "../../../schemas/window.ts";
import { readWindow } from "../../../verifiers/window/read-window.ts";
import { idAsked } from "../asked.ts";
import { findOne } from "../decisions/find-asked.ts";
import { defineRoute, type Route } from "../route.ts";

const one = defineRoute({
  ...{ method: "GET", path: "/series/:series/window", right: "read", tag: "series" },
  summary: "What can be restored of a series' asset, of the vaults together and of each",
  params: z.strictObject({ series: idAsked }),
  answer: z.object({
    entries: z.array(windowEntrySchema),
    backups: z.int().meta({ description: "How many backups it was read from" }),
    isCut: z.boolean().meta({ description: "Older ones are there that were not read" }),
  }),
  handle: async ({ params, ...asking }, ground) => {
    const { entries, ...rest } = await readWindow(
      ground.store,
      await findOne(params.series, asking, ground),
    );
    return { entries: [...entries], ...rest };
  },
});

export const WINDOW_ROUTES: readonly Route[] = [one];

import { readFileSync } from "node:fs";
import { z } from "zod";
import { instantToJson } from "../../schemas/instant.ts";
import { EXIT } from "../exit-code.ts";
import { renderTable } from "../render-table.ts";
import { type AddCommand, CONFIG_OPTION, JSON_OPTION } from "./context.ts";
import { openPeople } from "./open-people.ts";

const SQL = readFileSync(new URL("./rejects.sql", import.meta.url), "utf8");
const HEAD = ["count", "fault", "origin", "last seen", "last position", "last reason"];

const integer = z.union([z.int(), z.string()]).transform(Number);
const rowSchema = z.object({
  origin: z.string(),
  fault: z.string(),
  count: integer,
  firstMs: integer,
  lastMs: integer,
  reason: z.string(),
  position: z.string(),
});

type Options = { readonly config: string; readonly json?: true };

/** `vigie rejects list`: what could not be read. */
export const addRejects: AddCommand = (program, { terminal, readConfig }, finish) => {
  program
    .command("rejects")
    .summary("what could not be read")
    .command("list")
    .summary("by source and fault: how many, first and last seen, why")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: Options) => {
      await using people = await openPeople(readConfig(options.config), terminal.environment);
      const rows = (await people.store.query(SQL, {}, rowSchema)).map(
        ({ firstMs, lastMs, ...row }) => ({
          ...row,
          firstSeen: instantToJson(firstMs),
          lastSeen: instantToJson(lastMs),
        }),
      );
      if (options.json) terminal.out(JSON.stringify(rows));
      else if (rows.length === 0) terminal.err("Nothing was rejected.");
      else {
        terminal.out(
          renderTable(
            HEAD,
            rows.map((row) => [
              String(row.count),
              row.fault,
              row.origin,
              row.lastSeen,
              row.position,
              row.reason,
            ]),
          ),
        );
      }
      finish(EXIT.done);
    });
};

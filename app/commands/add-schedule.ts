import { InvalidArgumentError } from "commander";
import { instantSchema } from "../../schemas/instant.ts";
import { EXIT } from "../exit-code.ts";
import { type AddCommand, JSON_OPTION } from "./context.ts";
import { listSchedule, renderSchedule } from "./schedule.ts";

type Options = { readonly from?: number; readonly count: string; readonly json?: true };

/** `vigie schedule`: the next due instants of a cron or an interval. */
export const addSchedule: AddCommand = (program, { terminal, clock }, finish) => {
  program
    .command("schedule")
    .summary(
      "the next due instants of a cron or an interval, and what daylight saving does to each",
    )
    .argument(
      "<schedule>",
      'a cron of five fields, such as "0 1 * * *", or an interval, such as 4h',
    )
    .argument("<zone>", "an IANA zone, such as Europe/Paris")
    .option("--from <instant>", "strictly after this instant (default: now)", readInstant)
    .option("--count <number>", "how many", "10")
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      '\nExample:\n  vigie schedule "30 2 * * *" Europe/Paris --from 2026-10-24T00:00:00Z --count 3',
    )
    .action(async (schedule: string, zone: string, options: Options) => {
      const fromMs = options.from ?? clock.nowMs();
      const due = listSchedule({ schedule, zone, fromMs, count: Number(options.count) });
      terminal.out(options.json ? JSON.stringify(due) : renderSchedule(due));
      finish(EXIT.done);
    });
};

/** For commander: an RFC 3339 instant as milliseconds since the epoch. */
export function readInstant(text: string): number {
  const read = instantSchema.safeParse(text);
  if (read.success) return read.data;
  throw new InvalidArgumentError("It must be an RFC 3339 instant, such as 2026-11-20T00:00:00Z.");
}

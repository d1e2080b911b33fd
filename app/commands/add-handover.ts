import { durationSchema } from "../../schemas/duration.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { readDecisions } from "../decisions/read-decisions.ts";
import { EXIT } from "../exit-code.ts";
import { type Handover, readHandover } from "../handover/read-handover.ts";
import { renderHandover } from "../handover/render-handover.ts";
import { readInstant } from "./add-schedule.ts";
import { type AddCommand, CONFIG_OPTION, JSON_OPTION } from "./context.ts";
import { withIncidents } from "./incidents/with-incidents.ts";
import { LANG_OPTION } from "./lang-option.ts";
import { NamingError } from "./naming-error.ts";
import { openPeople } from "./open-people.ts";

type Options = {
  readonly config: string;
  readonly json?: true;
  readonly since?: number;
  readonly for: string;
  readonly lang: "en" | "fr";
};

/** `vigie handover`: the night in one page. */
export const addHandover: AddCommand = (program, { terminal, clock, readConfig }, finish) => {
  program
    .command("handover")
    .summary("a shift in one page: what is open, unknown and muted, what changed, how fast")
    .option("--since <instant>", "from then until now", readInstant)
    .option("--for <duration>", "the last so long, where --since is not said", "12h")
    .option(...LANG_OPTION)
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .addHelpText("after", "\nExample:\n  vigie handover --for 8h --lang fr")
    .action(async (options: Options) => {
      const config = readConfig(options.config);
      const untilMs = clock.nowMs();
      const sinceMs = options.since ?? untilMs - readDuration(options.for);
      await using people = await openPeople(config, terminal.environment);
      const decisions = await readDecisions(people.store, "false-alarm");
      const ids = decisions.flatMap((one) => ("finding" in one ? one.finding.id : []));
      const handover = await withIncidents(config, terminal, (state) =>
        state.transact((transaction) =>
          readHandover(transaction, { sinceMs, untilMs }, new Set(ids)),
        ),
      );
      if (options.json) terminal.out(JSON.stringify(toJson(handover)));
      else for (const line of renderHandover(handover, options.lang)) terminal.out(line);
      finish(EXIT.done);
    });
};

function readDuration(text: string): number {
  const read = durationSchema.safeParse(text);
  if (read.success) return read.data;
  throw new NamingError(`--for ${text} is no duration`, "Say it as 30m, 12h or 2d.");
}

function toJson({ sinceMs, untilMs, muted, ...handover }: Handover) {
  return {
    since: instantToJson(sinceMs),
    until: instantToJson(untilMs),
    ...handover,
    muted: muted.map(({ fromMs, untilMs: endsMs, ...silence }) => ({
      ...{ ...silence, from: instantToJson(fromMs), until: instantToJson(endsMs) },
    })),
  };
}

import type { Decision } from "../../../schemas/decision.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { type Series, seriesKey } from "../../../schemas/series.ts";
import { EXIT } from "../../exit-code.ts";
import { readInstant } from "../add-schedule.ts";
import type { AddCommand } from "../context.ts";
import { findAbout, MATCH_HELP, SERIES_HELP } from "../find-series.ts";
import { NamingError } from "../naming-error.ts";
import {
  addDecisionOptions,
  type DecisionOptions,
  type Draft,
  type Ground,
  takeDecision,
} from "./take-decision.ts";

const NAMES_SHOWN_MAX = 10;
const FROM = ["--from <instant>", "since when (default: now)", readInstant] as const;
const OWNER = ["--owner <name>", "who answers for it"] as const;
const ARGUMENT = ["<series-or-match>", "such as acme/VisitorDb, or tenant=acme,site=par*"] as const;

type Options = DecisionOptions & {
  readonly from?: number;
  readonly until?: number;
  readonly owner?: string;
};

/** `vigie pause`: nothing is expected for a while. */
export const addPause: AddCommand = (program, context, finish) => {
  const command = program
    .command("pause")
    .summary("nothing is expected of some series until an instant")
    .description(
      "Slots due until then are skipped, and what was due shortly before and has not begun is not missed. It ends by " +
        `itself. What does run is judged as ever. ${SERIES_HELP} ${MATCH_HELP}`,
    )
    .argument(...ARGUMENT)
    .requiredOption("--until <instant>", "when it ends, such as 2026-11-21T18:00:00Z", readInstant)
    .option(...FROM)
    .option(...OWNER);
  addDecisionOptions(command)
    .addHelpText(
      "after",
      '\nExamples:\n  vigie pause acme/VisitorDb --until 2026-11-21T18:00:00Z --reason "moves to par-sql-04"\n' +
        '  vigie pause tenant=acme,site=paris --until 2026-11-21T18:00:00Z --reason "power cut announced"',
    )
    .action(async (named: string, options: Options) => {
      await takeDecision(options, context, (ground) => draw("pause", { named, options }, ground));
      finish(EXIT.done);
    });
};

/** `vigie retire`: it is backed up no longer. */
export const addRetire: AddCommand = (program, context, finish) => {
  const command = program
    .command("retire")
    .summary("some series are backed up no longer")
    .description(
      "Slots end, for good or until an instant; nothing of them is missed, and they are not unprotected. Copies that " +
        `retention still promises are watched on. ${SERIES_HELP} ${MATCH_HELP}`,
    )
    .argument(...ARGUMENT)
    .option("--until <instant>", "when it is expected again (default: never)", readInstant)
    .option(...FROM)
    .option(...OWNER);
  addDecisionOptions(command)
    .addHelpText(
      "after",
      '\nExample:\n  vigie retire acme/VisitorDb --owner "Visitor team" --reason "replaced by VisitorDb2"',
    )
    .action(async (named: string, options: Options) => {
      await takeDecision(options, context, (ground) => draw("retire", { named, options }, ground));
      finish(EXIT.done);
    });
};

/** `vigie resume`: what was paused or retired is expected again. */
export const addResume: AddCommand = (program, context, finish) => {
  const command = program
    .command("resume")
    .summary("what was paused or retired is expected again from now on")
    .description(
      `Ends every pause and retirement said so far of these series. ${SERIES_HELP} ${MATCH_HELP}`,
    )
    .argument(...ARGUMENT);
  addDecisionOptions(command)
    .addHelpText("after", '\nExample:\n  vigie resume acme/VisitorDb --reason "moved early"')
    .action(async (named: string, options: Options) => {
      await takeDecision(options, context, (ground) => draw("resume", { named, options }, ground));
      finish(EXIT.done);
    });
};

type Asked = { readonly named: string; readonly options: Options };

async function draw(
  kind: Extract<Decision["kind"], "pause" | "retire" | "resume">,
  { named, options }: Asked,
  { store, nowMs, said }: Ground,
): Promise<Draft> {
  const { about, series } = await findAbout(store, named);
  const { owner } = options;
  if (options.until !== undefined && options.until <= nowMs) throw past(options.until, nowMs);
  const span = {
    ...(options.from !== undefined && { from: instantToJson(options.from) }),
    ...(options.until !== undefined && { until: instantToJson(options.until) }),
  };
  const whose = owner === undefined ? {} : { owner };
  const changes = [listSeries(series), describe(kind, { from: instantToJson(nowMs), ...span })];
  const effect = { series: series.map(seriesKey) };
  if (kind === "resume") return { decision: { ...said, kind, about }, changes, effect };
  if (kind === "retire")
    return { decision: { ...said, kind, about, ...span, ...whose }, changes, effect };
  // It is a required option of the command.
  const { until = "" } = span;
  return { decision: { ...said, kind, about, ...span, until, ...whose }, changes, effect };
}

function past(untilMs: number, nowMs: number): NamingError {
  const [until, now] = [instantToJson(untilMs), instantToJson(nowMs)];
  return new NamingError(`--until ${until} is past`, `Name an instant after ${now}.`);
}

function listSeries(series: readonly Series[]): string {
  const shown = series.slice(0, NAMES_SHOWN_MAX).map(seriesKey).join(", ");
  const more = series.length - NAMES_SHOWN_MAX;
  return `${series.length} series: ${shown}${more > 0 ? `, and ${more} more` : ""}`;
}

function describe(
  kind: string,
  { from, until }: { readonly from: string; readonly until?: string },
) {
  switch (kind) {
    case "pause":
      return `Slots from ${from} to ${until} are skipped; they resume by themselves.`;
    case "retire":
      return `Slots from ${from} on are skipped, ${until ? `until ${until}` : "until resumed"}.`;
    default:
      return `Slots from ${from} on are expected again.`;
  }
}

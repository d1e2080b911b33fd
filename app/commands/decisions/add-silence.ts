import { InvalidArgumentError } from "commander";
import type { Silence } from "../../../alerts/policy/silence.ts";
import { FINDING_KINDS, SEVERITIES } from "../../../schemas/finding.ts";
import type { Match } from "../../../schemas/policy.ts";
import { seriesKey } from "../../../schemas/series.ts";
import type { Draft, Ground } from "../../decisions/draft.ts";
import { drawEndSilence, drawSilence } from "../../decisions/draw-silence.ts";
import { EXIT } from "../../exit-code.ts";
import { readInstant } from "../add-schedule.ts";
import { readOpenSilences } from "../alerts/read-open-silences.ts";
import type { AddCommand } from "../context.ts";
import { findAbout, MATCH_HELP, SERIES_HELP } from "../find-series.ts";
import { NamingError } from "../naming-error.ts";
import { addDecisionOptions, type DecisionOptions, takeDecision } from "./take-decision.ts";

const ALL = "all";
const UUID_LENGTH = 36;

type Kinds = NonNullable<Silence["kinds"]>;
type Severities = NonNullable<Silence["severities"]>;
type Options = DecisionOptions & {
  readonly kinds?: Kinds;
  readonly severities?: Severities;
  readonly from?: number;
  readonly until: number;
};

/** `vigie silence`: nobody is told for a while. */
export const addSilence: AddCommand = (program, context, finish) => {
  const command = program
    .command("silence")
    .summary("nobody is told of some findings until an instant")
    .description(
      "Findings and incidents go on as ever, and the board shows them; nobody is told of them until then. What is still " +
        `open at its end is told then. ${SERIES_HELP} ${MATCH_HELP} \`${ALL}\` is everything, what is about no series too.`,
    )
    .argument("<series-or-match>", `such as acme/VisitorDb, or tenant=acme,site=par*, or ${ALL}`)
    .requiredOption("--until <instant>", "when it ends, such as 2026-11-21T18:00:00Z", readInstant)
    .option("--from <instant>", "since when (default: now)", readInstant)
    .option("--kinds <list>", "of these alone, such as late,missing", readWords(FINDING_KINDS))
    .option("--severities <list>", "of these alone, such as warning", readWords(SEVERITIES));
  addDecisionOptions(command)
    .addHelpText(
      "after",
      '\nExample:\n  vigie silence tenant=acme,site=paris --kinds late,missing --until 2026-11-21T18:00:00Z --reason "storage moves"',
    )
    .action(async (named: string, options: Options) => {
      const { silenceMax } = context.readConfig(options.config).alerts;
      await takeDecision(options, context, (ground) =>
        draw({ named, options, silenceMaxMs: silenceMax }, ground),
      );
      finish(EXIT.done);
    });
};

/** `vigie end-silence`: people are told again. */
export const addEndSilence: AddCommand = (program, context, finish) => {
  const { terminal, clock, readConfig } = context;
  const command = program
    .command("end-silence")
    .summary("ends a silence now: what it kept back is told, where it still holds")
    .argument("<id>", "of the silence, as `vigie silences` shows it, or enough of its head");
  addDecisionOptions(command)
    .addHelpText("after", '\nExample:\n  vigie end-silence 3f9a --reason "the move is over"')
    .action(async (named: string, options: DecisionOptions) => {
      const open = await readOpenSilences(readConfig(options.config), terminal, clock.nowMs());
      const silence = pick(open, named);
      await takeDecision(options, context, async (ground) => drawEndSilence(silence, ground));
      finish(EXIT.done);
    });
};

type Asked = {
  readonly named: string;
  readonly options: Options;
  readonly silenceMaxMs: number;
};

async function draw({ named, options, silenceMaxMs }: Asked, ground: Ground): Promise<Draft> {
  const { from: fromMs, until: untilMs, kinds, severities } = options;
  const found = await findMatch(ground.store, named);
  return drawSilence({ ...found, kinds, severities, fromMs, untilMs, silenceMaxMs }, ground);
}

async function findMatch(store: Ground["store"], named: string) {
  if (named === ALL) return { match: {}, series: null };
  const { about, series } = await findAbout(store, named);
  const match: Match = "match" in about ? about.match : about.series;
  return { match, series: series.map(seriesKey) };
}

/** One that was said a moment ago may not have been heard of: its whole id is taken as it is. */
function pick(open: readonly Silence[], named: string): string {
  const found = open.filter(({ id }) => id.startsWith(named));
  const [first, other] = found;
  if (first && !other) return first.id;
  if (!first && named.length === UUID_LENGTH) return named;
  const list = (found.length === 0 ? open : found).map(({ id }) => `  ${id}`).join("\n");
  const fault = first ? `${found.length} silences begin with ${named}` : `No silence is ${named}`;
  throw new NamingError(fault, list === "" ? "Nothing is silenced." : `There are:\n${list}`);
}

function readWords<Word extends string>(known: readonly Word[]): (text: string) => Word[] {
  return (text) =>
    text.split(",").map((part) => {
      const word = known.find((one) => one === part.trim());
      if (word !== undefined) return word;
      throw new InvalidArgumentError(`${part} is none of ${known.join(", ")}.`);
    });
}

import { Argument, type Command, InvalidArgumentError } from "commander";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { sizeSchema } from "../../schemas/duration.ts";
import { benchAlerts } from "../bench/alerts/bench-alerts.ts";
import { renderAlerts } from "../bench/alerts/render-alerts.ts";
import type { Bench } from "../bench/bench.ts";
import { benchIngest, PARTS, type PartName } from "../bench/bench-ingest.ts";
import { benchBoards } from "../bench/boards/bench-boards.ts";
import { areFast, renderBoards } from "../bench/boards/render-boards.ts";
import { benchInspect } from "../bench/inspect/bench-inspect.ts";
import { renderInspect } from "../bench/inspect/render-inspect.ts";
import { renderBench } from "../bench/render-bench.ts";
import { benchReread } from "../bench/reread/bench-reread.ts";
import { renderReread } from "../bench/reread/render-reread.ts";
import { benchVerify } from "../bench/verify/bench-verify.ts";
import { renderVerify } from "../bench/verify/render-verify.ts";
import { EXIT } from "../exit-code.ts";
import { showProgress } from "../show-progress.ts";
import { type AddCommand, type Context, JSON_OPTION } from "./context.ts";

const EVENTS_MIN = 2_000;
const DEFAULT_PARTS: readonly PartName[] = ["topic", "intake", "paced"];
const DEFAULT_MINUTES = 10;
const STORM_FINDINGS = 10_000;
const DEFAULT_BYTES = "1GiB";
const DEFAULT_ROWS = [1_000_000, 10_000_000, 30_000_000];

const HELP = `
Parts, one after another, each on a log and a store of its own:
  topic    from a filled topic to rows; beside it what the log's client reaches alone, and
           what the store's engine reaches alone, unchecked; bytes an event
  intake   batches of 500 over HTTP at full speed (at most 200000 events), then at half of it
  paced    from event to row at --rate, or at half of what the machine takes (at most 30 s)
  memory   full load for --minutes, heap and buffers in each tenth of them
  size     the same ingest into tables of --rows, which are filled first

Examples:
  vigie bench                                     topic, intake, paced; under two minutes
  vigie bench --only topic --events 3000000 --brokers localhost:9092 --json
  vigie bench --only memory --minutes 10
  vigie bench reread --bytes 2GiB                 how fast copies are read again, beside openssl
  vigie bench alerts                              from an event or a finding to its page, and a storm of 10000
  vigie bench --only size --rows 1000000,10000000  needs up to 1 kB of disk a row, in TMPDIR
  vigie bench inspect --bytes 2GB                 pages of a SQL Server backup, beside openssl
  vigie bench verify --bytes 2GB                  a copy hashed and inspected in one pass
  vigie bench boards --series 100000 --days 90    every panel of the boards, which must answer in 1 s;
                                                  needs 8 GB in TMPDIR, or where --keep says
  npm run bench:ingest -- --only topic             on a Kafka broker that it starts itself`;

type Options = {
  readonly only?: readonly PartName[];
  readonly events: number;
  readonly rate: number;
  readonly minutes?: number;
  readonly rows?: readonly number[];
  readonly brokers?: readonly string[];
  readonly bytes: number;
  readonly series: number;
  readonly days: number;
  readonly rounds: number;
  readonly keep?: string;
  readonly panels?: string;
  readonly json?: true;
};

/** `vigie bench`: how fast Vigie is on this machine. */
export const addBench: AddCommand = (program, context, finish) => {
  const command = program
    .command("bench")
    .summary("measure how fast Vigie is on this machine")
    .description(
      "Runs `vigie up --only ingest` in a directory of its own, fills its log and sends it batches over HTTP, and removes all of it.\n" +
        "Compare figures of one run with each other, not with those of another machine or hour.",
    )
    .addArgument(
      new Argument("[name]", "which")
        .choices(["ingest", "inspect", "reread", "verify", "alerts", "boards"])
        .default("ingest"),
    )
    .option(
      "--only <parts>",
      `some of ${PARTS.join(", ")} (default: ${DEFAULT_PARTS.join(", ")})`,
      readParts,
    )
    .option("--events <number>", "how many events", readCount(EVENTS_MIN), 100_000)
    .option("--rate <number>", "events a second of `paced`", readCount(1), 5_000)
    .option(
      "--minutes <number>",
      `asks for \`memory\`, for so long (${DEFAULT_MINUTES} with --only memory)`,
      readMinutes,
    )
    .option(
      "--rows <numbers>",
      `asks for \`size\`, with these (${DEFAULT_ROWS} with --only size)`,
      readRows,
    )
    .option(
      "--brokers <hosts>",
      "take a Kafka log: host:port,host:port (default: the embedded log)",
      readList,
    )
    .option(
      "--bytes <size>",
      "of the backup that `inspect` and `verify` make in TMPDIR, of each of the two copies of `reread`",
      readSize,
      readSize(DEFAULT_BYTES),
    )
    .option(...JSON_OPTION)
    .addHelpText("after", HELP)
    .action(async (name: string, options: Options) => {
      const bench = openBench(context, options);
      const other = await measureOther(name, bench, options);
      if (other !== null) {
        context.terminal.out(other.text);
        return finish(other.isGood ? EXIT.done : EXIT.notGood);
      }
      const result = await benchIngest(bench, {
        parts: partsOf(options),
        events: options.events,
        eventsPerSecond: options.rate,
        minutes: options.minutes ?? DEFAULT_MINUTES,
        rows: options.rows ?? DEFAULT_ROWS,
      }).catch((error: unknown) => {
        bench.signal.throwIfAborted();
        throw error;
      });
      context.terminal.out(options.json ? JSON.stringify(result) : renderBench(result));
      finish(EXIT.done);
    });
  addBoardsOptions(command);
};

/** Of `boards`: how great a fleet, and which panels. */
function addBoardsOptions(command: Command): void {
  command
    .option("--series <number>", "of the store of `boards`", readCount(1), 100_000)
    .option("--days <number>", "of its history", readCount(1), 90)
    .option("--rounds <number>", "how often each panel is asked", readCount(1), 20)
    .option("--keep <directory>", "where `boards` keeps its store, and takes it again")
    .option("--panels <name>", "only panels whose name begins so");
}

type Measured = { readonly text: string; readonly isGood: boolean };

/** The figures of a benchmark other than that of the ingest; null where that is meant. */
async function measureOther(
  name: string,
  bench: Bench,
  options: Options,
): Promise<Measured | null> {
  const say = <Figures>(figures: Figures, render: (figures: Figures) => string, isGood = true) => ({
    text: options.json ? JSON.stringify(figures) : render(figures),
    isGood,
  });
  switch (name) {
    case "inspect":
      return say(await benchInspect(bench, options.bytes), renderInspect);
    case "reread":
      return say(await benchReread(bench, options.bytes), renderReread);
    case "verify":
      return say(await benchVerify(bench, options.bytes), renderVerify);
    case "alerts": {
      const load = { eventsPerSecond: options.rate, storm: STORM_FINDINGS };
      return say(await benchAlerts(bench, load), renderAlerts);
    }
    case "boards": {
      const measured = await benchBoards(bench, { ...options, only: options.panels });
      return say(measured, renderBoards, areFast(measured.panels));
    }
    default:
      return null;
  }
}

function openBench({ terminal, clock, stopped }: Context, { brokers = [] }: Options): Bench {
  const stopping = new AbortController();
  void stopped().then(() =>
    stopping.abort(new OperatingError("The benchmark was stopped", { retryable: true })),
  );
  return {
    brokers,
    clock,
    logger: createLogger({ level: "warn", destination: process.stderr }),
    signal: stopping.signal,
    startProgress: (what, total) => {
      if (!terminal.isInteractive) terminal.err(what);
      return showProgress(terminal, what, total);
    },
  };
}

/** An option that belongs to one part asks for it. */
function partsOf({ only = DEFAULT_PARTS, minutes, rows }: Options): ReadonlySet<PartName> {
  return new Set<PartName>([
    ...only,
    ...(minutes === undefined ? [] : (["memory"] as const)),
    ...(rows === undefined ? [] : (["size"] as const)),
  ]);
}

function readParts(text: string): readonly PartName[] {
  return readList(text).map((word) => {
    const part = PARTS.find((name) => name === word);
    if (part) return part;
    throw new InvalidArgumentError(`${word} is none of ${PARTS.join(", ")}.`);
  });
}

function readRows(text: string): readonly number[] {
  return readList(text).map(readCount(1));
}

function readSize(text: string): number {
  const size = sizeSchema.safeParse(text);
  if (size.success && size.data > 0) return size.data;
  throw new InvalidArgumentError("Give a size such as 500MB or 1GiB.");
}

function readCount(min: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (Number.isSafeInteger(count) && count >= min) return count;
    throw new InvalidArgumentError(`Give a number from ${min}.`);
  };
}

function readMinutes(text: string): number {
  const minutes = Number(text);
  if (Number.isFinite(minutes) && minutes > 0) return minutes;
  throw new InvalidArgumentError("Give a number above 0; fractions are fine.");
}

function readList(text: string): readonly string[] {
  return text.split(",").map((word) => word.trim());
}

import { Argument, InvalidArgumentError } from "commander";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { benchIngest, type IngestBench } from "../bench/bench-ingest.ts";
import { EXIT } from "../exit-code.ts";
import { renderTable } from "../render-table.ts";
import { showProgress } from "../show-progress.ts";
import { type AddCommand, JSON_OPTION } from "./context.ts";

const EVENTS_MIN = 2_000;

type Options = {
  readonly events: number;
  readonly brokers: readonly string[];
  readonly json?: true;
};

/** `vigie bench`: how fast Vigie is on this machine. */
export const addBench: AddCommand = (program, context, finish) => {
  const { terminal, clock } = context;
  program
    .command("bench")
    .summary("measure how fast Vigie is on this machine")
    .description(
      "Runs `vigie up --only ingest` in a directory of its own, fills its log and sends it batches over HTTP, and removes all of it.\n" +
        "Compare figures of one run with each other, not with those of another machine or hour.",
    )
    .addArgument(new Argument("[name]", "which").choices(["ingest"]).default("ingest"))
    .option("--events <number>", "how many events", readCount, 100_000)
    .option("--brokers <hosts>", "take a Kafka log: host:port,host:port", readBrokers, [])
    .option(...JSON_OPTION)
    .action(async (_name: string, options: Options) => {
      const progress = showProgress(terminal, "Rows", options.events);
      const result = await benchIngest({
        events: options.events,
        brokers: options.brokers,
        clock,
        logger: createLogger({ level: "warn", destination: process.stderr }),
        onProgress: (rows) => progress.update(Math.min(rows, options.events), ""),
      }).finally(progress.end);
      terminal.out(options.json ? JSON.stringify(result) : render(result));
      finish(EXIT.done);
    });
};

function render({ log, events, eventBytes, topicToRows, intake, storeBytesPerEvent }: IngestBench) {
  const { eventsPerSecond, readingAlonePerSecond, heapAndBuffersBytesMax } = topicToRows;
  const { halfLoad } = intake;
  const share = Math.round((100 * eventsPerSecond) / readingAlonePerSecond);
  return renderTable(
    [`${events} events of ${eventBytes} bytes, ${log} log`, "measured"],
    [
      ["from the log to rows", `${eventsPerSecond}/s`],
      ["the same, records left unread", `${readingAlonePerSecond}/s (${share} % of it reached)`],
      ["heap and buffers at most", `${Math.round(heapAndBuffersBytesMax / 1e6)} MB`],
      ["store, before merges", `${storeBytesPerEvent} bytes an event`],
      ["over HTTP, in batches of 500", `${intake.eventsPerSecond}/s`],
      [
        `  answer at ${halfLoad.eventsPerSecond}/s`,
        `p50 ${halfLoad.p50Ms} ms, p99 ${halfLoad.p99Ms} ms`,
      ],
      ["  from sending to row", `p99 ${halfLoad.toRowP99Ms} ms`],
    ],
  );
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= EVENTS_MIN) return count;
  throw new InvalidArgumentError(`Give a number from ${EVENTS_MIN}.`);
}

function readBrokers(text: string): readonly string[] {
  return text.split(",").map((broker) => broker.trim());
}

import { renderTable } from "../render-table.ts";
import type { IngestBench } from "./bench-ingest.ts";
import type { IntakeBench } from "./bench-intake.ts";
import type { MemoryBench } from "./bench-memory.ts";
import type { PacedBench } from "./bench-paced.ts";
import type { SizeBench } from "./bench-size.ts";
import type { TopicBench } from "./bench-topic.ts";
import type { CpuPerEvent } from "./create-cpu-meter.ts";
import type { PacedSending } from "./send-paced.ts";

type Line = readonly [what: string, measured: string];

/** The figures as a table for a person. */
export function renderBench(bench: IngestBench): string {
  const { log, eventBytes, topicToRows, intake, paced, memory, size } = bench;
  return renderTable(
    [`Events of ${eventBytes} bytes, ${log} log`, "measured"],
    [
      ...(topicToRows ? topicLines(topicToRows) : []),
      ...(intake ? intakeLines(intake) : []),
      ...(paced ? pacedLines(paced) : []),
      ...(memory ? memoryLines(memory) : []),
      ...(size ? sizeLines(size) : []),
    ],
  );
}

function topicLines(topic: TopicBench): readonly Line[] {
  const { engineAlone, ratios, storeBytesPerEvent } = topic;
  const place = engineAlone.from === "kafka" ? "the same topic" : "a file of the same events";
  const left = engineAlone.columnsLeftOut;
  return [
    [`from the topic to rows, ${topic.events} events`, `${topic.eventsPerSecond}/s`],
    cpuLine(topic.cpuPerEvent),
    [
      "  the same, records left unread",
      `${topic.readingAlonePerSecond}/s (${percent(ratios.toReadingAlone)} of it reached), ${topic.readingAloneCpuUs} µs of CPU`,
    ],
    [
      `  the engine alone from ${place}, unchecked`,
      `${engineAlone.eventsPerSecond}/s (${percent(ratios.toEngineAlone)} of it reached), ${engineAlone.cpuUs} µs of CPU`,
    ],
    ...(left.length > 0 ? [["    without the columns", left.join(", ")] as const] : []),
    ["  heap and buffers at most", megabytes(topic.heapAndBuffersBytesMax)],
    [
      "  store",
      `${storeBytesPerEvent.asWritten} bytes an event, ${storeBytesPerEvent.merged} merged`,
    ],
  ];
}

function intakeLines({
  events,
  eventsPerSecond,
  cpuPerEvent,
  halfLoad,
}: IntakeBench): readonly Line[] {
  return [
    [`over HTTP in batches of 500, ${events} events`, `${eventsPerSecond}/s`],
    cpuLine(cpuPerEvent),
    ...sendingLines(halfLoad),
  ];
}

function pacedLines(paced: PacedBench): readonly Line[] {
  return [
    [`over HTTP at a pace, ${paced.events} events`, `${paced.wantedPerSecond}/s wanted`],
    ...sendingLines(paced),
  ];
}

function sendingLines(sending: PacedSending): readonly Line[] {
  const { eventsPerSecond, p50Ms, p99Ms, toRowP50Ms, toRowP99Ms } = sending;
  return [
    [`  answer at ${eventsPerSecond}/s`, `p50 ${p50Ms} ms, p99 ${p99Ms} ms`],
    ["  from sending to row", `p50 ${toRowP50Ms} ms, p99 ${toRowP99Ms} ms`],
    cpuLine(sending.cpuPerEvent),
  ];
}

function memoryLines(memory: MemoryBench): readonly Line[] {
  const { eventsPerSecond, backlogEventsMin, growth, isFlat } = memory;
  return [
    [
      `full load for ${memory.minutes} min`,
      `${eventsPerSecond}/s, ${backlogEventsMin} waiting at least`,
    ],
    cpuLine(memory.cpuPerEvent),
    ["  heap and buffers at most", megabytes(memory.heapAndBuffersBytesMax)],
    ["  later to earlier half", `${growth} (${isFlat ? "flat" : "not flat"})`],
    ...memory.tenths.map((tenth, index): Line => {
      const { heapAndBuffersBytesMin: min, heapAndBuffersBytesMax: max } = tenth;
      const range = `${megabytes(min)} to ${megabytes(max)}`;
      return [
        `    tenth ${index + 1}`,
        `${range}, at its end ${megabytes(tenth.heapAndBuffersBytesLast)}`,
      ];
    }),
    ["  resident at most, with the engine", megabytes(memory.residentBytesMax)],
  ];
}

function sizeLines({ events, sizes }: SizeBench): readonly Line[] {
  return sizes.flatMap(
    ({ rows, bytesPerRow, eventsPerSecond, cpuPerEvent, ratioToFirst }): Line[] => [
      [
        `${events} events into a table of ${rows}`,
        `${eventsPerSecond}/s (${percent(ratioToFirst)} of the first), ${bytesPerRow} bytes a row`,
      ],
      cpuLine(cpuPerEvent),
    ],
  );
}

function cpuLine({ allThreadsUs, mainThreadUs }: CpuPerEvent): Line {
  return ["  CPU for each event", `${allThreadsUs} µs, ${mainThreadUs} of the main thread`];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

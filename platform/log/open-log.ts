import type { Clock } from "../clock/clock.ts";
import type { Logger } from "../logger/create-logger.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { EventLog, Topic } from "./event-log.ts";
import { type KafkaLogOptions, openKafkaLog } from "./kafka/open-kafka-log.ts";
import { openEmbeddedLog } from "./open-embedded-log.ts";

type KafkaSettings = Omit<KafkaLogOptions, "clock" | "logger" | "telemetry" | "topics">;

export type LogConnection =
  | {
      readonly kind: "embedded";
      readonly directory: string;
      /** As `openEmbeddedLog` has it. */
      readonly bytesMax?: number;
    }
  | ({ readonly kind: "kafka" } & KafkaSettings);

type Parts = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry?: Telemetry;
  /** Made, and checked, where the log is Kafka's. */
  readonly topics?: readonly Topic[];
};

/** The event log in a directory of this machine, or on a Kafka cluster that machines share. */
export function openLog(connection: LogConnection, parts: Parts): Promise<EventLog> {
  if (connection.kind === "embedded") {
    const { kind: _kind, ...place } = connection;
    return openEmbeddedLog({ ...place, clock: parts.clock });
  }
  const { kind: _kind, ...settings } = connection;
  return openKafkaLog({ ...settings, ...parts });
}

import { afterAll, beforeAll, describe } from "vitest";
import { describeEventLog } from "../../platform/log/describe-event-log.ts";
import { missingKafka } from "../../services/kafka/missing-kafka.ts";
import { openBrokers, type TestBrokers } from "../../services/kafka/open-brokers.ts";
import { KAFKA_VERSIONS } from "../../services/kafka/resolve-jars.ts";
import { prepareKafkaLog } from "./kafka-world.ts";

const missing = missingKafka(process.env);
/** A cluster that was there already has the version that it has. */
const named = process.env["KAFKA_BROKERS"];
const versions = named ? [undefined] : KAFKA_VERSIONS;

describe.skipIf(missing).each(versions.map((version) => [version ?? named, version] as const))(
  `Kafka %s as the event log${missing ? ` (skipped: ${missing})` : ""}`,
  (_, version) => {
    let brokers: TestBrokers;
    beforeAll(async () => {
      brokers = await openBrokers(process.env, version);
    });
    afterAll(() => brokers?.close());
    describeEventLog("Kafka", () => prepareKafkaLog(brokers));
  },
);

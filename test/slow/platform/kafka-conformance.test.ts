import { afterAll, beforeAll, describe } from "vitest";
import { describeEventLog } from "../../platform/log/describe-event-log.ts";
import { missingKafka } from "../../services/kafka/missing-kafka.ts";
import { openBrokers, type TestBrokers } from "../../services/kafka/open-brokers.ts";
import { prepareKafkaLog } from "./kafka-world.ts";

const missing = missingKafka(process.env);

describe.skipIf(missing)(`Kafka as the event log${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let brokers: TestBrokers;
  beforeAll(async () => {
    brokers = await openBrokers(process.env);
  });
  afterAll(() => brokers?.close());
  describeEventLog("Kafka", () => prepareKafkaLog(brokers));
});

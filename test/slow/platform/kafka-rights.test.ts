import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import kafkajs from "kafkajs";
import { describe, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { EventLog } from "../../../platform/log/event-log.ts";
import { beginKafkaCopy } from "../../../platform/log/kafka/copy-kafka-log.ts";
import { fillKafkaLog } from "../../../platform/log/kafka/fill-kafka-log.ts";
import type { KafkaLogOptions } from "../../../platform/log/kafka/open-kafka-log.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { SASL_USER } from "../../services/kafka/broker-properties.ts";
import { missingJava } from "../../services/kafka/missing-kafka.ts";
import { kafkaOptions, until, useKafka } from "./kafka-world.ts";

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;
const OPERATIONS = new Map([
  ["Create", AclOperationTypes.CREATE],
  ["Delete", AclOperationTypes.DELETE],
  ["DescribeConfigs", AclOperationTypes.DESCRIBE_CONFIGS],
  ["Read", AclOperationTypes.READ],
  ["Write", AclOperationTypes.WRITE],
]);
const RESOURCES = new Map([
  ["topics", AclResourceTypes.TOPIC],
  ["groups", AclResourceTypes.GROUP],
]);
const DENIED = { topics: "the topic is denied", groups: "the group is denied" } as const;

type Right = {
  readonly operation: string;
  readonly on: keyof typeof DENIED;
  /** What Vigie says that it cannot do. */
  readonly without: string;
};

const RIGHTS = readRights();
/** How many records each step of `useAll` sees. */
const USED = { lag: 1, rest: 1, replayed: 2, trimmed: 2 };
const missing = missingJava(process.env);
const clock = createSystemClock();

describe.skipIf(missing)(`Kafka and its rights${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const kafka = useKafka({ asks: true });

  /** The options of a log whose account has these rights on what is named with its prefix. */
  async function allow(rights: readonly Right[]): Promise<KafkaLogOptions> {
    const options = kafkaOptions(kafka.cluster.asking, clock);
    const entry = {
      resourceName: `${options.prefix}vigie.`,
      resourcePatternType: ResourcePatternTypes.PREFIXED,
      permissionType: AclPermissionTypes.ALLOW,
      principal: `User:${SASL_USER.username}`,
      host: "*",
    };
    const acl = rights.map(({ on, operation }) => ({
      ...entry,
      resourceType: RESOURCES.get(on) ?? AclResourceTypes.UNKNOWN,
      operation: OPERATIONS.get(operation) ?? AclOperationTypes.UNKNOWN,
    }));
    await kafka.admin.createAcls({ acl });
    await until(async () => {
      const { resources } = await kafka.admin.describeAcls({
        ...entry,
        resourceType: AclResourceTypes.ANY,
        operation: AclOperationTypes.ANY,
      });
      return resources.flatMap(({ acls }) => acls).length === acl.length;
    });
    const sasl = { mechanism: "plain", ...SASL_USER } as const;
    return { ...options, connection: { ...options.connection, sasl } };
  }

  async function open(options: KafkaLogOptions): Promise<EventLog> {
    return kafka.open({ ...options, topics: [TOPICS.events] });
  }

  /** All that Vigie does with a log. */
  async function useAll(options: KafkaLogOptions) {
    const log = await open(options);
    await log.append(TOPICS.events, [
      { key: "k", value: "one" },
      { key: "k", value: "two" },
    ]);
    const consumer = await log.consume(TOPICS.events, "g");
    await until(async () => (await consumer.poll(1)).length === 1);
    await consumer.commit();
    const lag = await consumer.lag();
    await consumer.close();
    const next = await log.consume(TOPICS.events, "g", { whole: true });
    const rest = await next.poll(10);
    await next.close();
    const replayed = await Array.fromAsync(log.replay(TOPICS.events));
    const trimmed = await log.trim(TOPICS.events, clock.nowMs() + 60_000);
    return { lag: lag.records, rest: rest.length, replayed: replayed.length, trimmed };
  }

  test("those of the documentation are enough", async () => {
    expect(RIGHTS).toHaveLength(7);
    const options = await allow(RIGHTS);
    expect(await useAll(options)).toEqual(USED);
    const { groups } = await kafka.admin.listGroups();
    const left = groups.filter(({ groupId }) => groupId.startsWith(options.prefix));
    expect(left.map(({ groupId }) => groupId)).toEqual([`${options.prefix}vigie.events.g`]);
  });

  test("they are enough for Vigie's own backup and its restore as well", async () => {
    const source = await allow(RIGHTS);
    await useAll(source);
    const log = await open(source);
    await log.append(TOPICS.events, [{ key: "k", value: "three" }]);
    const directory = await mkdtemp(join(tmpdir(), "vigie-rights-"));
    const from = join(directory, "log.sqlite");
    try {
      const { writeTo } = await beginKafkaCopy({ ...source, topics: [TOPICS.events] });
      await writeTo(from);
      const target = { ...(await allow(RIGHTS)), topics: [TOPICS.events] };
      for (const replaces of [false, true])
        await fillKafkaLog(target, { from, replaces, keepsPlaces: true, isForAll: () => false });
      const restored = await open(target);
      const records = await Array.fromAsync(restored.replay(TOPICS.events));
      expect(records.map(({ value }) => value)).toEqual(["three"]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test.each(RIGHTS)("without $operation on $on Vigie says: $without", async (left) => {
    const use = useAll(await allow(RIGHTS.filter((right) => right !== left)));
    await expect(use).rejects.toMatchObject({
      name: "OperatingError",
      retryable: false,
      message: expect.stringMatching(`^${left.without} .* as ${DENIED[left.on]}$`),
      hint: expect.stringContaining("docs/kafka.md"),
    });
  });

  test("topics that are there already need no right to create them", async () => {
    const options = await allow(RIGHTS.filter(({ operation }) => operation !== "Create"));
    await open({
      ...options,
      connection: { brokers: kafka.cluster.brokers, clientId: "operator" },
    });
    expect(await useAll(options)).toEqual(USED);
  });

  test.each([
    ["a wrong password", "asking", "wrong", "refuses the credentials"],
    ["a password that nobody asks for", "brokers", SASL_USER.password, "asks for no credentials"],
  ] as const)("%s is refused", async (_, listener, password, told) => {
    const { connection, ...options } = await allow(RIGHTS);
    const sasl = { mechanism: "plain", username: SASL_USER.username, password } as const;
    const brokers = kafka.cluster[listener];
    const opening = open({ ...options, connection: { ...connection, brokers, sasl } });
    await expect(opening).rejects.toMatchObject({
      name: "OperatingError",
      retryable: false,
      message: expect.stringContaining(told),
      hint: expect.stringContaining("log.sasl"),
    });
  });
});

/** Those that docs/kafka.md lists. */
function readRights(): readonly Right[] {
  const text = readFileSync(new URL("../../../docs/kafka.md", import.meta.url), "utf8");
  return [...text.matchAll(/^\| (\w+) \| (topics|groups) \| `(Cannot [\w ]+)`/gm)].map(
    ([, operation = "", on, without = ""]) => ({
      operation,
      on: on === "groups" ? "groups" : "topics",
      without,
    }),
  );
}

import type { Logger } from "../../logger/create-logger.ts";
import { createKafka, type KafkaConnection } from "./create-kafka.ts";
import { KafkaClient } from "./kafka-client.ts";

type Options = { readonly connection: KafkaConnection; readonly logger: Logger };

/**
 * Deletes every topic whose name begins with `prefix`, of which a Vigie that shares a cluster has
 * one of its own. Its processes must have ended. Groups go with their topics: the broker removes
 * those that are empty and have no offsets left.
 */
export async function deleteKafkaTopics(
  prefix: string,
  { connection, logger }: Options,
): Promise<void> {
  const kafka = createKafka(connection, logger);
  const client = new KafkaClient(() => kafka.admin());
  try {
    await client.repeat(`delete the topics ${prefix}*`, async (admin) => {
      const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix));
      if (topics.length > 0) await admin.deleteTopics({ topics });
    });
  } finally {
    await client.close();
  }
}

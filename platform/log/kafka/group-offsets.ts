import type { Admin } from "kafkajs";
import type { Offsets } from "./kafka-member.ts";
import type { OpenTopic } from "./open-topic.ts";
import { readCommitted } from "./topic-offsets.ts";

/** By a group's name in the log, which lacks its topic's. */
export type GroupOffsets = ReadonlyMap<string, Offsets>;

/** The ids of the groups that read a topic, or have read it. */
export async function listGroups(
  admin: Admin,
  { kafkaName }: Pick<OpenTopic, "kafkaName">,
): Promise<readonly string[]> {
  const { groups } = await admin.listGroups();
  return groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(`${kafkaName}.`));
}

/** Where each group of a topic goes on that has committed anything. */
export async function readGroupOffsets(
  admin: Admin,
  topic: Pick<OpenTopic, "kafkaName">,
): Promise<GroupOffsets> {
  const offsets = new Map<string, Offsets>();
  for (const groupId of await listGroups(admin, topic)) {
    const committed = await readCommitted(admin, topic, groupId);
    if (committed.size > 0) offsets.set(groupId.slice(topic.kafkaName.length + 1), committed);
  }
  return offsets;
}

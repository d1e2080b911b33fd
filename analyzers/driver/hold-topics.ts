import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Consumer, EventLog, Topic } from "../../platform/log/event-log.ts";

/** Of the processes that want topics as a whole, the one that holds the first gets the others. */
export type Hold = {
  /** A member of each topic's group, in order; null while another process holds one of them. */
  readonly take: () => Promise<readonly Consumer[] | null>;
  /** False once any of them is lost. */
  readonly isKept: () => boolean;
  /** Leaves the groups, or what is left of them. */
  readonly release: () => Promise<void>;
};

export function holdTopics(log: EventLog, topics: readonly Topic[], group: string): Hold {
  const members = new Map<Topic, Consumer>();

  async function take(): Promise<readonly Consumer[] | null> {
    for (const topic of topics) {
      const member = members.get(topic) ?? (await log.consume(topic, group, { whole: true }));
      members.set(topic, member);
      if (member.held().length === 0) return null;
    }
    return [...members.values()];
  }

  function isKept(): boolean {
    try {
      return members.size > 0 && [...members.values()].every((member) => member.held().length > 0);
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      return false;
    }
  }

  async function release(): Promise<void> {
    const left = [...members.values()];
    members.clear();
    for (const member of left) await member.close();
  }

  return { take, isKept, release };
}

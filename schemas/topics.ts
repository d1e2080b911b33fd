/**
 * The topics of Vigie and how many partitions the embedded log gives each. Kafka's are set where
 * Kafka is.
 */
export const TOPICS = {
  events: { name: "vigie.events", partitions: 1 },
  policies: { name: "vigie.policies", partitions: 1 },
  decisions: { name: "vigie.decisions", partitions: 1 },
  findings: { name: "vigie.findings", partitions: 1 },
  proofs: { name: "vigie.proofs", partitions: 1 },
  // So that several verifiers share it. One series' proofs form one chain wherever they are made.
  verifications: { name: "vigie.verifications", partitions: 8, grows: true },
  seriesStates: { name: "vigie.series-states", partitions: 1 },
  rejects: { name: "vigie.rejects", partitions: 1 },
} as const;

export type TopicName = (typeof TOPICS)[keyof typeof TOPICS]["name"];

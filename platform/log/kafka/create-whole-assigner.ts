import kafkajs, { type PartitionAssigner } from "kafkajs";

const NAME = "vigie-whole";
const VERSION = 0;

/** What each member says when it joins: since when it has held the partitions, or 0. */
const { MemberMetadata, MemberAssignment } = kafkajs.AssignerProtocol;

type Claim = { readonly memberId: string; readonly heldSinceMs: number };

/**
 * Gives all partitions of a topic to one member: to the one that holds them, so that nothing moves
 * while others come and go. Of several that say so the last to get them is right: the others have
 * not heard yet that they were given up.
 */
export function createWholeAssigner(heldSinceMs: () => number | null): PartitionAssigner {
  return ({ cluster }) => ({
    name: NAME,
    version: VERSION,
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: MemberMetadata.encode({
        version: VERSION,
        topics,
        userData: Buffer.from(String(heldSinceMs() ?? 0)),
      }),
    }),
    assign: async ({ members, topics }) => {
      const holder = chooseHolder(
        members.map(({ memberId, memberMetadata }) => {
          const said = MemberMetadata.decode(memberMetadata)?.userData.toString();
          return { memberId, heldSinceMs: Number(said) };
        }),
      );
      const all = topics.map((topic) => {
        const partitions = cluster.findTopicPartitionMetadata(topic);
        return [topic, partitions.map(({ partitionId }) => partitionId)] as const;
      });
      return members.map(({ memberId }) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({
          version: VERSION,
          assignment: memberId === holder ? Object.fromEntries(all) : {},
          userData: Buffer.alloc(0),
        }),
      }));
    },
  });
}

function chooseHolder(claims: readonly Claim[]): string | undefined {
  const [first] = claims.toSorted(
    (a, b) => b.heldSinceMs - a.heldSinceMs || (a.memberId < b.memberId ? -1 : 1),
  );
  return first?.memberId;
}

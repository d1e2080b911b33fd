import fc from "fast-check";
import { expect, test } from "vitest";
import { shareOut } from "../../../platform/log/share-out.ts";

const streamsMax = 24;
const situation = fc
  .record({
    before: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: streamsMax }),
    members: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 6 }),
  })
  .map(({ before, members }) => ({
    members,
    shares: before.map((holder, stream) => ({ stream, member: holder === 6 ? null : holder })),
  }));

test("shareOut() gives every stream to one member, and members differ by one at most", () => {
  fc.assert(
    fc.property(situation, ({ shares, members }) => {
      const result = shareOut(shares, members);
      expect([...result.keys()]).toEqual(shares.map(({ stream }) => stream));
      const counts = members.map(
        (member) => [...result.values()].filter((holder) => holder === member).length,
      );
      const total = counts.reduce((sum, count) => sum + count, 0);
      expect(total).toBe(members.length === 0 ? 0 : shares.length);
      if (members.length > 0)
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }),
  );
});

test("shareOut() moves no stream without need", () => {
  fc.assert(
    fc.property(situation, ({ shares, members }) => {
      if (members.length === 0) return;
      const least = Math.floor(shares.length / members.length);
      const withOneMore = shares.length % members.length;
      const held = members
        .map((member) => shares.filter((share) => share.member === member).length)
        .toSorted((a, b) => b - a);
      const keepable = held.reduce(
        (sum, count, rank) => sum + Math.min(count, least + (rank < withOneMore ? 1 : 0)),
        0,
      );
      const result = shareOut(shares, members);
      const kept = shares.filter(
        ({ stream, member }) => member !== null && result.get(stream) === member,
      ).length;
      expect(kept).toBe(keepable);
    }),
  );
});

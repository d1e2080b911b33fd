import { afterEach, beforeEach, describe } from "vitest";
import { describeLogAhead } from "./describe-log-ahead.ts";
import { describeLogDelivery } from "./describe-log-delivery.ts";
import { describeLogGroups } from "./describe-log-groups.ts";
import { describeLogHistory } from "./describe-log-history.ts";
import { describeLogLag } from "./describe-log-lag.ts";
import { describeLogOrder } from "./describe-log-order.ts";
import { describeLogWhole } from "./describe-log-whole.ts";
import { EventLogWorld, type LogFixture } from "./event-log-world.ts";

/** What every EventLog keeps. An adapter's test calls this with a way to prepare one. */
export function describeEventLog(name: string, prepare: () => Promise<LogFixture>): void {
  describe(`${name} keeps what an EventLog promises`, () => {
    const world = new EventLogWorld(prepare);
    beforeEach(() => world.begin());
    afterEach(() => world.end());
    describe("order", () => describeLogOrder(world));
    describe("delivery", () => describeLogDelivery(world));
    describe("reading ahead", () => describeLogAhead(world));
    describe("groups", () => describeLogGroups(world));
    describe("whole", () => describeLogWhole(world));
    describe("lag", () => describeLogLag(world));
    describe("history", () => describeLogHistory(world));
  });
}

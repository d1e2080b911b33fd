import { expect, onTestFinished, test } from "vitest";
import type { z } from "zod";
import type { alertsSchema } from "../../schemas/alerts.ts";
import type { DecisionJson } from "../../schemas/decision.ts";
import type { Finding } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { openAlertsWorld } from "./alerts-world.ts";

const MINUTE_MS = 60_000;

type Alerts = Partial<z.input<typeof alertsSchema>>;
type At = {
  /** Findings as they are then. */
  readonly find: (...findings: readonly Finding[]) => Promise<void>;
  /** What a person says then. */
  readonly decide: (decision: Said) => Promise<void>;
  /** What was told by then and since the last time somebody asked: nothing but this. */
  readonly want: (...told: readonly string[]) => Promise<void>;
  /** The same of what is due at one instant, which goes out together, in no order. */
  readonly wantTogether: (...told: readonly string[]) => Promise<void>;
};
type WithoutSaid<D> = D extends unknown ? Omit<D, "time" | "author" | "reason"> : never;
type Said = WithoutSaid<DecisionJson>;

/** Instants of November 2026, in UTC: what is said at each, and what was told by then. */
export function story(
  name: string,
  alerts: Alerts,
  tell: (at: (time: string) => At) => Promise<void>,
  pollEveryMs = MINUTE_MS,
): void {
  test(name, async () => {
    const world = await openAlertsWorld({}, [], { ...alerts });
    onTestFinished(() => world.close());
    const running = await world.start({ pollEveryMs });
    onTestFinished(() => running.stop());
    let asked = 0;
    const at = (time: string): At => {
      const atMs = Date.parse(`2026-11-${time}Z`);
      const arrive = () => world.clock.advanceTo(atMs);
      const hear = async () => {
        await arrive();
        const since = world.messages().slice(asked);
        asked += since.length;
        return since;
      };
      return {
        find: async (...findings) => {
          await arrive();
          await world.say(...findings);
        },
        decide: async (decision) => {
          await arrive();
          const said = { time: instantToJson(atMs), author: "Claire Martin", reason: "planned" };
          await world.decide({ ...said, ...decision });
        },
        want: async (...told) => expect(await hear(), `by ${time}`).toEqual(told),
        wantTogether: async (...told) =>
          expect((await hear()).toSorted(), `by ${time}`).toEqual(told.toSorted()),
      };
    };
    await tell(at);
  });
}

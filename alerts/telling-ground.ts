import type { StateTransaction } from "../platform/state/state-store.ts";
import type { Severity } from "../schemas/finding.ts";
import { createStandIns, type StandIns } from "./create-stand-ins.ts";
import { countSent, readLastMore } from "./gathered-rows.ts";
import type { AlertPolicy, Route } from "./policy/alert-policy.ts";
import type { Silence } from "./policy/silence.ts";
import { readSilences } from "./silence-rows.ts";

/** What is decided by within one transaction. */
export type TellingGround = {
  readonly policy: AlertPolicy;
  readonly silences: readonly Silence[];
  readonly boardUrl: string;
  readonly nowMs: number;
  readonly tally: Tally;
  readonly standIns: StandIns;
};

type Sent = { readonly sent: number; readonly lastMoreAtMs: number | null };

/** Of each route the messages of its limit's time, read once and counted on. */
export type Tally = {
  readonly read: (is: StateTransaction, of: Route, severity: Severity | null) => Promise<Sent>;
  readonly count: (route: Route, severity: Severity) => void;
};

export type PolicyGround = Pick<TellingGround, "policy" | "boardUrl">;

export async function openGround(
  transaction: StateTransaction,
  { policy, boardUrl }: PolicyGround,
  nowMs: number,
): Promise<TellingGround> {
  const silences = await readSilences(transaction, nowMs);
  const standIns = await createStandIns(transaction, { policy, silences, nowMs });
  return { policy, boardUrl, nowMs, silences, standIns, tally: createTally(nowMs) };
}

type Counts = { criticals: number; others: number; readonly lastMoreAtMs: number | null };

function createTally(nowMs: number): Tally {
  const routes = new Map<string, Counts>();
  return {
    read: async (transaction, { name, limit }, severity) => {
      const known = routes.get(name) ?? {
        ...(await countSent(transaction, name, nowMs - limit.perMs)),
        lastMoreAtMs: await readLastMore(transaction, name),
      };
      routes.set(name, known);
      const sent = severity === "critical" ? known.criticals : known.others;
      return { sent, lastMoreAtMs: known.lastMoreAtMs };
    },
    count: ({ name }, severity) => {
      const known = routes.get(name);
      if (!known) return;
      if (severity === "critical") known.criticals += 1;
      else known.others += 1;
    },
  };
}

import { z } from "zod";
import type { StateTransaction } from "../platform/state/state-store.ts";
import type { Decision, DecisionOf } from "../schemas/decision.ts";
import { type Silence, silenceSchema } from "./policy/silence.ts";
import { lookAgain } from "./told-rows.ts";

const rowSchema = z
  .object({
    id: z.string(),
    author: z.string(),
    reason: z.string(),
    about: z.string(),
    from_ms: z.coerce.number(),
    until_ms: z.coerce.number(),
  })
  .transform(({ about, from_ms: fromMs, until_ms: untilMs, ...said }) =>
    silenceSchema.parse({ ...JSON.parse(about), ...said, fromMs, untilMs }),
  );

/** Silences that have not ended at an instant, those to come included; the first to end first. */
export async function readSilences(
  { all }: StateTransaction,
  nowMs: number,
): Promise<readonly Silence[]> {
  const rows = await all(
    `SELECT id, author, reason, about, from_ms, until_ms FROM silences
     WHERE until_ms > ? ORDER BY until_ms, id`,
    nowMs,
  );
  return rows.map((row) => rowSchema.parse(row));
}

/** Begins and ends the silences among what people have decided; what waits is looked at again. */
export async function recordSilences(
  transaction: StateTransaction,
  decisions: readonly Decision[],
  { silenceMaxMs }: { readonly silenceMaxMs: number },
): Promise<void> {
  for (const decision of decisions) {
    if (decision.kind === "silence") await writeSilence(transaction, decision, silenceMaxMs);
    if (decision.kind === "end-silence") await endSilence(transaction, decision);
  }
  if (decisions.some(({ kind }) => kind === "silence" || kind === "end-silence"))
    await lookAgain(transaction);
}

/** No longer than `silenceMaxMs`, whoever said it. */
async function writeSilence(
  { all, run }: StateTransaction,
  said: DecisionOf<"silence">,
  silenceMaxMs: number,
): Promise<void> {
  const { id, author, reason, match, kinds, severities, time, from = time } = said;
  const [end] = await all("SELECT ended_at_ms FROM silence_ends WHERE silence = ?", id);
  const endedAtMs = end
    ? z.object({ ended_at_ms: z.coerce.number() }).parse(end).ended_at_ms
    : null;
  const untilMs = Math.min(said.until, from + silenceMaxMs, endedAtMs ?? said.until);
  await run(
    `INSERT INTO silences (id, author, reason, about, from_ms, until_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
    ...[id, author, reason, JSON.stringify({ match, kinds, severities }), from, untilMs],
  );
}

/** Ends a silence earlier than was said. */
async function endSilence(
  transaction: StateTransaction,
  { silence, time }: DecisionOf<"end-silence">,
): Promise<void> {
  await transaction.run(
    `INSERT INTO silence_ends (silence, ended_at_ms) VALUES (?, ?)
     ON CONFLICT (silence) DO NOTHING`,
    ...[silence, time],
  );
  await transaction.run(
    "UPDATE silences SET until_ms = ? WHERE id = ? AND until_ms > ?",
    ...[time, silence, time],
  );
}

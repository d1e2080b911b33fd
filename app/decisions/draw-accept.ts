import { readFileSync } from "node:fs";
import { z } from "zod";
import { RUNS_SURE } from "../../analyzers/sizes/measure-size.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { type Series, seriesId, seriesKey } from "../../schemas/series.ts";
import { NamingError } from "../commands/naming-error.ts";
import type { Draft, Ground } from "./draft.ts";

const SQL = readFileSync(new URL("./learned-runs.sql", import.meta.url), "utf8");

/** A new normal: the baselines of a series begin anew at an instant. */
export async function drawAccept(
  series: Series,
  fromMs: number,
  { store, nowMs, said }: Ground,
): Promise<Draft> {
  if (fromMs > nowMs) throw ahead(fromMs);
  const from = instantToJson(fromMs);
  const learning = { runs: await countRuns(series, fromMs), needed: RUNS_SURE };
  const learned =
    learning.runs < RUNS_SURE
      ? `learning ${learning.runs}/${RUNS_SURE}`
      : `${learning.runs} runs to learn from`;
  return {
    decision: { ...said, kind: "accept", series, from },
    changes: [
      seriesKey(series),
      `The baseline restarts at ${from}; ${learned}.`,
      "What was found of its runs since then by what was usual before resolves.",
    ],
    effect: { restartsAt: from, learning },
  };

  async function countRuns(of: Series, sinceMs: number): Promise<number> {
    const parameters = { seriesId: seriesId(of), from: sinceMs };
    const [row] = await store.query(SQL, parameters, z.object({ runs: z.coerce.number() }));
    return row?.runs ?? 0;
  }
}

function ahead(fromMs: number): NamingError {
  const hint = "What is to come is announced, as vigie.change.announced.v1: see docs/events.md.";
  return new NamingError(`${instantToJson(fromMs)} is not here yet`, hint);
}

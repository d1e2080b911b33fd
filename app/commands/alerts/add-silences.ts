import type { Silence } from "../../../alerts/policy/silence.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import type { Match } from "../../../schemas/policy.ts";
import { EXIT } from "../../exit-code.ts";
import { renderTable } from "../../render-table.ts";
import { type AddCommand, CONFIG_OPTION, JSON_OPTION } from "../context.ts";
import { readOpenSilences } from "./read-open-silences.ts";

type Options = { readonly config: string; readonly json?: true };

const HEAD = ["id", "of", "from", "until", "author", "reason"];

/** `vigie silences`: what is muted, by whom, why and until when. */
export const addSilences: AddCommand = (program, { terminal, clock, readConfig }, finish) => {
  program
    .command("silences")
    .summary("what is silenced, by whom, why and until when")
    .description("Lists the silences that have not ended, those to come included.")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ config, json }: Options) => {
      const silences = await readOpenSilences(readConfig(config), terminal, clock.nowMs());
      if (json) terminal.out(JSON.stringify(silences.map(toJson)));
      else if (silences.length === 0) terminal.err("Nothing is silenced.");
      else terminal.out(renderTable(HEAD, silences.map(toCells)));
      finish(EXIT.done);
    });
};

function toJson({ fromMs, untilMs, ...silence }: Silence) {
  return { ...silence, from: instantToJson(fromMs), until: instantToJson(untilMs) };
}

function toCells(silence: Silence): readonly string[] {
  const { id, author, reason, fromMs, untilMs } = silence;
  return [
    id,
    describeMuted(silence),
    instantToJson(fromMs),
    instantToJson(untilMs),
    author,
    reason,
  ];
}

/** `tenant=acme,site=par*; late, missing`; all where nothing is named. */
export function describeMuted({ match, kinds, severities }: Muted): string {
  const of = Object.entries(match).flatMap(([name, pattern]) =>
    [pattern].flat().map((one) => `${name}=${one}`),
  );
  const parts = [of.join(","), kinds?.join(", ") ?? "", severities?.join(", ") ?? ""];
  return parts.filter((part) => part !== "").join("; ") || "all";
}

type Muted = Pick<Silence, "kinds" | "severities"> & { readonly match: Match };

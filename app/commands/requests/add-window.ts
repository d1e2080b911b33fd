import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { WindowEntry } from "../../../schemas/window.ts";
import { wordingOf } from "../../../verifiers/report/wording/wording.ts";
import { readWindow } from "../../../verifiers/window/read-window.ts";
import { EXIT } from "../../exit-code.ts";
import { printable } from "../../render-table.ts";
import { type AddCommand, CONFIG_OPTION, JSON_OPTION } from "../context.ts";
import { findSeries, SERIES_HELP } from "../find-series.ts";
import { LANG_OPTION } from "../lang-option.ts";
import { openPeople } from "../open-people.ts";

type Options = {
  readonly config: string;
  readonly json?: true;
  readonly lang: keyof Bilingual;
};

/**
 * `vigie window`: what can be restored of a series' asset. Exit code 1 where nothing can, or a part
 * is broken.
 */
export const addWindow: AddCommand = (program, { terminal, readConfig }, finish) => {
  program
    .command("window")
    .summary("what can be restored of a series: points, intervals, and what is broken")
    .description(
      `Of all backups of its asset, as the vaults together have them and vault by vault, the newest first. ${SERIES_HELP}`,
    )
    .argument("<series>", "a series")
    .option(...LANG_OPTION)
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async (named: string, { config, json, lang }: Options) => {
      await using people = await openPeople(readConfig(config), terminal.environment);
      const series = await findSeries(people.store, named);
      const { entries, backups, isCut } = await readWindow(people.store, series);
      for (const entry of entries)
        terminal.out(json ? JSON.stringify(entry) : printable(renderEntry(entry, lang)));
      if (isCut) terminal.err(`Older backups than the newest ${backups} were not looked at.`);
      if (entries.length === 0) terminal.err("Nothing of it can be restored.");
      const isGood = entries.length > 0 && entries.every(({ kind }) => kind !== "broken");
      finish(isGood ? EXIT.done : EXIT.notGood);
    });
};

function renderEntry(entry: WindowEntry, lang: keyof Bilingual): string {
  const vault = entry.vault ?? { en: "(all vaults)", fr: "(tous les coffres)" }[lang];
  return `${vault}  ${describe(entry, lang)}`;
}

function describe(entry: WindowEntry, lang: keyof Bilingual): string {
  const type = "backupType" in entry ? wordingOf(lang).backupTypes[entry.backupType] : "";
  switch (entry.kind) {
    case "point":
      return `${entry.at}  ${type} ${entry.runId}  ${sayProof(entry, lang)}`;
    case "interval": {
      const { from, until, logs, baseRunId, ends } = entry;
      const by = {
        en: `${logs} ${logs === 1 ? "log" : "logs"} on ${baseRunId}`,
        fr: `${logs} ${logs === 1 ? "journal" : "journaux"} sur ${baseRunId}`,
      }[lang];
      const why = ends === null ? "" : `  ! ${ends[lang]}`;
      return `${from} .. ${until}  ${by}  ${sayProof(entry, lang)}${why}`;
    }
    case "broken": {
      const { from, until, runs, runId, reason } = entry;
      const broken = { en: "broken", fr: "rompu" }[lang];
      const more = runs === 1 ? "" : ` (+${runs - 1})`;
      return `${from} .. ${until}  ${broken}: ${type} ${runId}${more}  ! ${reason[lang]}`;
    }
  }
}

function sayProof(
  { proof }: Extract<WindowEntry, { readonly proof: unknown }>,
  lang: keyof Bilingual,
): string {
  if (proof === null) return { en: "no proof", fr: "sans preuve" }[lang];
  const { levels, outcomes } = wordingOf(lang);
  const level = proof.level === null ? "-" : levels[proof.level];
  return `${outcomes[proof.outcome]} ${level} ${proof.id}`;
}

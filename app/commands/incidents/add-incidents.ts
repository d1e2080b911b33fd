import { readStory } from "../../../alerts/incident-story.ts";
import { listIncidents } from "../../../alerts/list-incidents.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { EXIT } from "../../exit-code.ts";
import { type AddCommand, CONFIG_OPTION, JSON_OPTION } from "../context.ts";
import { LANG_OPTION } from "../lang-option.ts";
import { renderLine, renderStory } from "./render-incident.ts";
import { findIncident, withIncidents } from "./with-incidents.ts";

type Options = {
  readonly config: string;
  readonly json?: true;
  readonly open?: true;
  readonly lang: "en" | "fr";
};

/**
 * `vigie incidents`: what people are told of. Exit code 1 with `--open` when a critical one is
 * open.
 */
export const addIncidents: AddCommand = (program, context, finish) => {
  const { terminal, clock, readConfig } = context;
  const incidents = program
    .command("incidents")
    .summary("the incidents: those not resolved first, then the newest")
    .description("An incident is findings with one cause that began together: docs/incidents.md.")
    .option("--open", "those not resolved only; exit code 1 when a critical one is among them")
    .option(...LANG_OPTION)
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .addHelpText("after", "\nExamples:\n  vigie incidents --open\n  vigie incidents show 3f9a")
    .action(async (options: Options) => {
      const all = await withIncidents(readConfig(options.config), terminal, listIncidents);
      const shown = all.filter(({ status }) => !options.open || status !== "resolved");
      for (const incident of shown) {
        const { json, lang } = options;
        terminal.out(json ? JSON.stringify(incident) : renderLine(incident, clock.nowMs(), lang));
      }
      if (shown.length === 0 && !options.json) terminal.err("No incidents.");
      const isBad = shown.some(({ severity }) => severity === "critical");
      finish(options.open && isBad ? EXIT.notGood : EXIT.done);
    });
  incidents
    .command("show")
    .summary("the story of one: what changed and who said what, its findings, who was told")
    .argument("<incident>", "its id, or enough of its head to name one")
    .action(async (head: string, _own: unknown, command: { optsWithGlobals(): Options }) => {
      const { config, json, lang } = command.optsWithGlobals();
      await withIncidents(readConfig(config), terminal, async (state) => {
        const incident = await findIncident(state, head);
        const story = await state.transact((transaction) => readStory(transaction, incident.id));
        if (json) terminal.out(JSON.stringify({ ...incident, ...toJson(story) }));
        else
          for (const line of renderStory(incident, story, { nowMs: clock.nowMs(), lang }))
            terminal.out(line);
      });
      finish(EXIT.done);
    });
};

function toJson({ changes, tellings }: Awaited<ReturnType<typeof readStory>>) {
  const instant = (atMs: number | null) => atMs && instantToJson(atMs);
  return {
    changes: changes.map(({ atMs, ...change }) => ({ at: instant(atMs), ...change })),
    tellings: tellings.map(({ pager, reason, createdAtMs, sentAtMs, givenUpAtMs }) => ({
      ...{ pager, reason, createdAt: instant(createdAtMs) },
      ...{ sentAt: instant(sentAtMs), givenUpAt: instant(givenUpAtMs) },
    })),
  };
}

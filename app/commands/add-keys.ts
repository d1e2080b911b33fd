import { join } from "node:path";
import type { Command } from "commander";
import { instantToJson } from "../../schemas/instant.ts";
import { checkKeyHistory } from "../../verifiers/proof/keys/check-key-history.ts";
import { revokeKey, rotateKeys } from "../../verifiers/proof/keys/rotate-keys.ts";
import { openKeys, type SigningKeys } from "../../verifiers/proof/open-keys.ts";
import { EXIT } from "../exit-code.ts";
import { printable, renderTable } from "../render-table.ts";
import { readInstant } from "./add-schedule.ts";
import {
  type AddCommand,
  CONFIG_OPTION,
  type Context,
  type Finish,
  JSON_OPTION,
} from "./context.ts";
import { whoAmI } from "./decisions/take-decision.ts";

type Options = { readonly config: string; readonly json?: true };
type Change = Options & { readonly reason: string; readonly author?: string };

/** `vigie keys`: the keys that sign proofs and reports, and what became of them. */
export const addKeys: AddCommand = (program, context, finish) => {
  const keys = program.command("keys").summary("the keys that sign proofs and reports");
  addShow(keys, context, finish);
  addRotate(keys, context, finish);
  addRevoke(keys, context, finish);
};

function addShow(keys: Command, { terminal, readConfig }: Context, finish: Finish): void {
  keys
    .command("show")
    .summary("their fingerprints, and the record of rotations and revocations")
    .description("With --json the record goes to `vigie report check --keys`.")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ config, json }: Options) => {
      const current = await openKeys(join(readConfig(config).data, "keys"));
      const { fingerprint, publicKeyPem, history = [] } = current;
      if (json) terminal.out(JSON.stringify({ fingerprint, publicKeyPem, history }));
      else terminal.out(renderTable(["key", "signed until", "revoked as of"], rowsOf(current)));
      finish(EXIT.done);
    });
}

function addRotate(keys: Command, context: Context, finish: Finish): void {
  addChange(keys.command("rotate"))
    .summary("sign with a new key from now on")
    .description(
      "The old key signs the new one on record, and its private part is destroyed. Who pinned the old fingerprint " +
        "can check what the new key signs. A Vigie that runs signs with the new key at once.",
    )
    .action(async (options: Change) => {
      const act = { ...told(options), nowMs: context.clock.nowMs() };
      const directory = join(context.readConfig(options.config).data, "keys");
      tell(await rotateKeys(directory, act), options, context);
      finish(EXIT.done);
    });
}

function addRevoke(keys: Command, context: Context, finish: Finish): void {
  addChange(keys.command("revoke"))
    .summary("a key was stolen: nothing counts that it signed from an instant on")
    .description(
      "The key that signs now is rotated first. Have the new fingerprint confirmed by those who pinned the old one, " +
        "as a thief could have signed a rotation of his own.",
    )
    .argument("<fingerprint>", "of the key, as `vigie keys show` has it")
    .requiredOption("--from <instant>", "since when it is not to be trusted", readInstant)
    .action(async (fingerprint: string, options: Change & { readonly from: number }) => {
      const act = { ...told(options), nowMs: context.clock.nowMs() };
      const directory = join(context.readConfig(options.config).data, "keys");
      const revoked = await revokeKey(directory, { ...act, fingerprint, fromMs: options.from });
      tell(revoked, options, context);
      finish(EXIT.done);
    });
}

function addChange(command: Command): Command {
  return command
    .requiredOption("--reason <text>", "why")
    .option("--author <name>", "who decides (default: the user of this machine)")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION);
}

function told({ reason, author = whoAmI() }: Change) {
  return { reason, author };
}

function tell({ fingerprint, history }: SigningKeys, { json }: Options, { terminal }: Context) {
  if (json) terminal.out(JSON.stringify({ fingerprint, history }));
  else terminal.out(`signs from now on: ${printable(fingerprint)}`);
}

function rowsOf({ fingerprint, history }: SigningKeys): readonly (readonly string[])[] {
  if (!history) return [[fingerprint, "signs", ""]];
  return checkKeyHistory(history).keys.map((key) => [
    key.fingerprint,
    key.replacedAtMs === null ? "signs" : instantToJson(key.replacedAtMs),
    key.revokedFromMs === null ? "" : instantToJson(key.revokedFromMs),
  ]);
}

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { alertsMigrations } from "../../../../alerts/alerts-migrations.ts";
import { knownSchema } from "../../../../app/own-backup/known-schema.ts";
import { openIdentities } from "../../../../ingest/accept/open-identities.ts";
import { openCopies } from "../../../../ingest/directory/open-copies.ts";
import { listMigrations } from "../../../../platform/sqlite/list-migrations.ts";
import { openSqliteState } from "../../../../platform/state/open-sqlite-state.ts";
import { openKeys } from "../../../../verifiers/proof/open-keys.ts";
import { migrateReports } from "../../../../verifiers/report/claim-report.ts";
import { openProofLedger } from "../../../../verifiers/worker/open-proof-ledger.ts";
import { makeVigieData } from "./vigie-data.ts";

test("knownSchema() names what log and state are migrated to, all of it", async () => {
  const { place, options } = await makeVigieData();
  onTestFinished(() => rm(place, { recursive: true }));
  const file = join(place, "state.sqlite");
  const state = await openSqliteState({ file });
  await openIdentities(state, 1);
  await openCopies(state, "collector", []);
  await migrateReports(state);
  await openProofLedger(state, await openKeys(join(options.data, "keys")));
  await state.migrate(alertsMigrations());
  await state.close();
  expect(listMigrations(file)).toEqual(knownSchema().state);
  expect(listMigrations(join(options.data, "log", "log.sqlite"))).toEqual(knownSchema().log);
});

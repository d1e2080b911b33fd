import { alertsMigrations } from "../../alerts/alerts-migrations.ts";
import { IDENTITY_MIGRATIONS } from "../../ingest/accept/open-identities.ts";
import { COPIES_MIGRATION } from "../../ingest/directory/open-copies.ts";
import { REPLAYED_MIGRATIONS } from "../../ingest/rejects/open-replayed.ts";
import { ASKED_MIGRATION } from "../../verifiers/asked/open-asked-verifications.ts";
import { DRAWS_MIGRATION } from "../../verifiers/draws/open-draw-book.ts";
import { REPORTS_MIGRATION } from "../../verifiers/report/claim-report.ts";
import { REQUESTS_MIGRATIONS } from "../../verifiers/requests/request-rows.ts";
import { READINGS_MIGRATION } from "../../verifiers/rereading/open-readings.ts";
import { ROUNDS_MIGRATION } from "../../verifiers/rounds/open-round-book.ts";
import { PROOF_LEDGER_MIGRATION } from "../../verifiers/worker/open-proof-ledger.ts";
import { accessMigrations } from "../access/access-migrations.ts";
import { diskMigrations } from "../disk/disk-migrations.ts";

export type StateMigration = { readonly name: string; readonly sql: string };

/** What every part of Vigie makes in the state, in the order in which it runs. */
export function stateMigrations(): readonly StateMigration[] {
  return [
    ...accessMigrations(),
    ...alertsMigrations(),
    ...diskMigrations(),
    ...[ASKED_MIGRATION, DRAWS_MIGRATION, REPORTS_MIGRATION, READINGS_MIGRATION, ROUNDS_MIGRATION],
    ...[...IDENTITY_MIGRATIONS, COPIES_MIGRATION, ...REPLAYED_MIGRATIONS],
    ...[...REQUESTS_MIGRATIONS, PROOF_LEDGER_MIGRATION],
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

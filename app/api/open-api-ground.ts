import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { alertsMigrations } from "../../alerts/alerts-migrations.ts";
import { createPanelReader } from "../../dashboards/panels/create-panel-reader.ts";
import { createDirectoryObjects } from "../../platform/objects/directory-objects.ts";
import type { Config } from "../../schemas/config.ts";
import { openAskedVerifications } from "../../verifiers/asked/open-asked-verifications.ts";
import { migrateRequests } from "../../verifiers/requests/request-rows.ts";
import { accessMigrations } from "../access/access-migrations.ts";
import type { ApiGround } from "./api-ground.ts";

type Parts = Pick<ApiGround, "store" | "state" | "log" | "clock" | "keys" | "openVaults">;
type Settings = {
  readonly config: Pick<Config, "data" | "policies"> & {
    readonly alerts: Pick<Config["alerts"], "silenceMax">;
    readonly report: Pick<Config["report"], "zone" | "directory">;
  };
};

/** What the API acts on, whichever of Vigie's other processes run, or have ever run. */
export async function openApiGround(parts: Parts, { config }: Settings): Promise<ApiGround> {
  const { state, log } = parts;
  const { zone, directory } = config.report;
  const reports = resolve(config.data, directory);
  await mkdir(reports, { recursive: true });
  await state.migrate(accessMigrations());
  await state.migrate(alertsMigrations());
  await migrateRequests(state);
  return {
    ...parts,
    panels: createPanelReader({ ...parts, zone }),
    policies: config.policies,
    silenceMaxMs: config.alerts.silenceMax,
    reports: createDirectoryObjects({ root: reports }),
    verifications: await openAskedVerifications(state, log),
  };
}

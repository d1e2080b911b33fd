import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StateStore } from "../../../platform/state/state-store.ts";
import { canonicalJson } from "../../../verifiers/proof/canonical-json.ts";
import { renderRequest } from "../../../verifiers/requests/render-request.ts";
import { readRequestReport } from "../../../verifiers/requests/report/report-rows.ts";

/** Writes the report of a closed request below `data`: sealed as JSON, as text for its ticket. */
export async function keepReport(
  state: StateStore,
  id: string,
  data: string,
): Promise<readonly string[]> {
  const report = await readRequestReport(state, id);
  assert(report, "what is closed has a report");
  const directory = join(data, "requests");
  await mkdir(directory, { recursive: true });
  const files = [
    [`${id}.json`, canonicalJson(report)],
    [`${id}.en.txt`, renderRequest(report.request, "en")],
    [`${id}.fr.txt`, renderRequest(report.request, "fr")],
  ] as const;
  for (const [name, text] of files) await writeFile(join(directory, name), `${text}\n`);
  return files.map(([name]) => join(directory, name));
}

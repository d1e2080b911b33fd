import { renderTable } from "../../render-table.ts";
import type { InspectBench } from "./bench-inspect.ts";

/** The figures as a table for a person. */
export function renderInspect({ bytes, rounds, megabytesPerSecond, ratios }: InspectBench): string {
  const { openssl, pages, pagesAndRows, pagesAndHash } = megabytesPerSecond;
  return renderTable(
    [`A backup of ${Math.round(bytes / 1e6)} MB, best of ${rounds} rounds`, "MB/s", "ratio"],
    [
      ["openssl dgst -sha256", `${openssl}`, ""],
      ["pages checked", `${pages}`, `${ratios.pagesToOpenssl} of openssl`],
      [
        "pages checked, rows counted",
        `${pagesAndRows}`,
        `${ratios.pagesAndRowsToOpenssl} of openssl`,
      ],
      ["pages checked and hashed", `${pagesAndHash}`, `${ratios.pagesAndHashToOpenssl} of openssl`],
    ],
  );
}

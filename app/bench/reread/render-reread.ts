import { renderTable } from "../../render-table.ts";
import type { RereadBench } from "./bench-reread.ts";

/** The figures as a table for a person. */
export function renderReread({ bytes, rounds, megabytesPerSecond, ratios }: RereadBench): string {
  const { openssl, opensslTwice, one, two, withCrc64Nvme } = megabytesPerSecond;
  return renderTable(
    [`Copies of ${Math.round(bytes / 1e6)} MB, best of ${rounds} rounds`, "MB/s", "ratio"],
    [
      ["openssl dgst -sha256", `${openssl}`, ""],
      ["  two at once", `${opensslTwice}`, `${ratios.opensslTwiceToOpenssl} of one`],
      ["one copy", `${one}`, `${ratios.oneToOpenssl} of openssl`],
      ["  two at once", `${two}`, `${ratios.twoToOne} of one, ${ratios.twoToOpenssl} of openssl`],
      ["  with CRC-64/NVME", `${withCrc64Nvme}`, ""],
    ],
  );
}

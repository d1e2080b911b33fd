import { renderTable } from "../../render-table.ts";
import type { VerifyBench } from "./bench-verify.ts";

/** The figures as a table for a person. */
export function renderVerify(bench: VerifyBench): string {
  const { bytes, rounds, twoPasses, onePass, twoPassesToOne } = bench;
  const megabytes = Math.round(bytes / 1e6);
  const title = `A backup of ${megabytes} MB brought to level sound, best of ${rounds} rounds`;
  return renderTable(
    [title, "MB/s", "bytes read per byte", "ratio of times"],
    [
      [
        "hashed, then read by its own reader",
        `${twoPasses.megabytesPerSecond}`,
        `${twoPasses.bytesReadPerByte}`,
        "",
      ],
      [
        "in one pass",
        `${onePass.megabytesPerSecond}`,
        `${onePass.bytesReadPerByte}`,
        `${twoPassesToOne} times as fast`,
      ],
    ],
  );
}

import { median } from "simple-statistics";

const AGREEING_SCALES = 4;
const AGREEING_SHARE = 0.3;

/** Whether changes lie as near to each other as runs of one level do. */
export function areAlike(changes: readonly number[], scale: number): boolean {
  const apart = Math.max(...changes) - Math.min(...changes);
  return (
    apart <= Math.max(AGREEING_SCALES * scale, AGREEING_SHARE * Math.abs(median([...changes])))
  );
}

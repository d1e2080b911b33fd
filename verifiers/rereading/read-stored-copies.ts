import { readFileSync } from "node:fs";
import type { Store } from "../../platform/store/store.ts";
import { copyRow, type PresentCopy, toCopy } from "../copies/read-copies.ts";

const SELECT = readFileSync(new URL("./select-stored-copies.sql", import.meta.url), "utf8");

/** Every copy that is there, of every run, in no order. */
export async function readStoredCopies(store: Store): Promise<readonly PresentCopy[]> {
  return (await store.query(SELECT, {}, copyRow)).map(toCopy);
}

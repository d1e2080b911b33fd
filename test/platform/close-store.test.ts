import { expect, it } from "vitest";
import { z } from "zod";
import { openServedStore } from "./open-served-store.ts";

const LONG_SCAN = "SELECT max(sipHash64(number)) AS m FROM numbers(1000000000000)";

it("a store that closes ends what runs, and can be opened again elsewhere", async () => {
  const served = await openServedStore();
  const { store } = served;
  const scans = [store.verdicts, store.people].map((each) =>
    each.query(LONG_SCAN, {}, z.unknown()),
  );
  const stream = store.people.stream("SELECT number FROM numbers(10000000)", {}, z.unknown());
  const rows = stream[Symbol.asyncIterator]();
  await rows.next();
  const ended = Promise.allSettled(scans);
  await served.close();
  expect((await ended).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await expect(store.people.query("SELECT 1", {}, z.unknown())).rejects.toMatchObject({
    name: "OperatingError",
    message: "Cannot run the statement as the store is closing",
  });
  const again = await openServedStore();
  expect(await again.store.people.query("SELECT 1 AS one", {}, z.unknown())).toEqual([{ one: 1 }]);
  await again.close();
});

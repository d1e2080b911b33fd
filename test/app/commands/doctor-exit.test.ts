import { expect, test } from "vitest";
import { alertsMigrations } from "../../../alerts/alerts-migrations.ts";
import { addDoctor } from "../../../app/commands/add-doctor.ts";
import { openKnownState } from "../../../app/processes/open-known-state.ts";
import { openCommandWorld } from "./command-world.ts";

const due = { cron: "0 1 * * *", zone: "UTC", startWithin: "1h", finishWithin: "6h" };
const SETTINGS = {
  policies: [{ name: "nightly", match: { product: "visitor" }, schedule: due }],
  alerts: { pagers: [{ name: "chat", kind: "webhook", url: "https://hook.example/" }] },
};

test("vigie doctor ends with 2 while nothing shows whether a pager reaches anybody", async () => {
  const { run, config } = await openCommandWorld({ settings: SETTINGS });
  const state = await openKnownState(config, {});
  await state.migrate(alertsMigrations());
  const unsure = await run(addDoctor, "doctor");
  expect(unsure.out).not.toMatch(/^BAD/m);
  expect(unsure.out).toMatch(/^\? {5}pager chat: nothing was ever sent/m);
  expect(unsure.code).toBe(2);
  const asJson = JSON.parse((await run(addDoctor, "doctor", "--json")).out);
  expect(asJson).toContainEqual(
    expect.objectContaining({ check: "pager chat", good: false, isUntried: true }),
  );
  await state.transact(async ({ run: say }) => {
    await say(
      `INSERT INTO outbox (dedup_key, pager, number, reason, severity, payload, created_at_ms,
         next_attempt_at_ms, sent_at_ms)
       VALUES ('1', 'chat', 1, 'opened', 'critical', '{}', 1, 1, 1)`,
    );
  });
  await state.close();
  const sure = await run(addDoctor, "doctor");
  expect(sure.out).toMatch(/^good {2}pager chat: last told something at 1970/m);
  expect(sure.code).toBe(0);
});

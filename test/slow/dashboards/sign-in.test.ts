import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashSecret, makeSecret } from "../../../app/access/access-secret.ts";
import { createAccess } from "../../../app/access/create-access.ts";
import { addToken } from "../../../app/access/token-rows.ts";
import { createServer } from "../../../app/serve/create-server.ts";
import { registerBoard } from "../../../dashboards/board/register-board.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { configSchema } from "../../../schemas/config.ts";
import { NOON_MS } from "../../dashboards/board-rows.ts";
import { type BoardWorld, openBoardWorld } from "../../dashboards/board-world.ts";
import { openTestState } from "../../services/open-test-state.ts";
import { clockFrom, findBarriers, findOverflow, openPage, PHONE, picture } from "./open-app.ts";
import { missingBrowser, openBrowser } from "./open-browser.ts";

const reason = missingBrowser(process.env);

describe.skipIf(reason !== null)(`signing in${reason ? ` (skipped: ${reason})` : ""}`, () => {
  const secret = makeSecret();
  const stack = new AsyncDisposableStack();
  let world: BoardWorld;
  let browser: Browser;
  let url: string;
  let app: ReturnType<typeof createServer>;

  beforeAll(async () => {
    const clock = clockFrom(NOON_MS);
    const logger = createLogger({ level: "silent", destination: process.stderr });
    const directory = await mkdtemp(join(tmpdir(), "vigie-sign-in-"));
    stack.defer(() => rm(directory, { recursive: true }));
    world = stack.use(await openBoardWorld(clock));
    const state = await openTestState(directory);
    stack.defer(() => state.close());
    const config = configSchema.parse({ access: { anonymous: "none" } });
    const guard = await createAccess({ state, clock, logger, config });
    const token = { name: "noc", role: "operator", tenants: null, expiresAtMs: null, by: "root" };
    const row = { ...token, role: "operator" as const, sha256: hashSecret(secret) };
    await state.transact((rows) => addToken(rows, row, clock.nowMs()));
    app = createServer({ logger });
    stack.defer(() => app.close());
    await guard.register(app);
    registerBoard(app, {
      ...{ guard, store: world.store, clock, zone: "Europe/Paris", lang: "en" },
      readRequestMarks: async () => [],
    });
    url = await app.listen({ host: "127.0.0.1", port: 0 });
    browser = await openBrowser();
    stack.defer(() => browser.close());
  });
  afterAll(() => stack.disposeAsync());

  test("asks for a token, goes on where a session ended, and lets out again", async () => {
    const page = await openPage("/", {
      ...{ browser, url, viewport: PHONE, allows: /401|403|404|ERR_/ },
      waitFor: ".sign-in",
    });
    expect(await findBarriers(page)).toEqual([]);
    expect(await findOverflow(page)).toEqual([]);
    expect(await page.getAttribute("#token", "type")).toBe("password");
    await picture(page, "sign-in-phone");
    await page.fill("#token", "no-token-of-ours");
    await page.keyboard.press("Enter");
    await page.locator(".problem", { hasText: "not known" }).waitFor();
    await page.fill("#token", secret);
    await page.keyboard.press("Enter");
    await page.locator(".person", { hasText: "noc" }).waitFor();
    expect(await page.textContent(".person small")).toBe("operator");
    await page.waitForSelector(".live.tone-good");

    await page.evaluate("globalThis.isSamePage = true");
    await page.click(".choice:first-child summary");
    await page.fill(".choice[open] input", "half-writ");
    await page.context().clearCookies();
    app.server.closeAllConnections();
    await page.waitForSelector("dialog .sign-in");
    await page.waitForSelector("#token:focus");
    expect(await findBarriers(page)).toEqual([]);
    await page.fill("#token", secret);
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog", { state: "detached" });
    await page.waitForSelector(".live.tone-good");
    expect(await page.inputValue(".choice[open] input")).toBe("half-writ");
    expect(await page.evaluate("globalThis.isSamePage")).toBe(true);

    await signInElsewhere(page, secret);
    await page.click(".person button");
    await page.waitForSelector(".sign-in");
    expect((await page.context().cookies()).filter(({ value }) => value !== "")).toEqual([]);
  });
});

/** As another tab does: this page's own guard of its changes is stale then. */
async function signInElsewhere(page: Page, token: string): Promise<void> {
  await page.evaluate(`fetch("/api/v1/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: ${JSON.stringify(token)} }),
  })`);
}

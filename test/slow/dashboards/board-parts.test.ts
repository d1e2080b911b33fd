import fastify from "fastify";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerBoard } from "../../../dashboards/board/register-board.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import type { Store } from "../../../platform/store/store.ts";
import { NOON_MS } from "../../dashboards/board-rows.ts";
import { openGuard } from "../../services/open-guard.ts";
import { openPage } from "./open-app.ts";
import { missingBrowser, openBrowser } from "./open-browser.ts";

const reason = missingBrowser(process.env);
const unasked = () => {
  throw new Error("no part asks the store");
};

/** Parts of the board as they are served, each on a page of its own without the rest. */
describe.skipIf(reason !== null)(
  `a part of the board${reason ? ` (skipped: ${reason})` : ""}`,
  () => {
    const app = fastify();
    let browser: Browser;
    let url: string;
    beforeAll(async () => {
      registerBoard(app, {
        store: {
          ...{ query: unasked, stream: unasked, insert: unasked },
          ...{ insertBlock: unasked, command: unasked },
        } satisfies Store,
        ...{ clock: createSimulatedClock(NOON_MS), guard: openGuard() },
        readRequestMarks: unasked,
        ...{ zone: "Europe/Paris", lang: "en" },
      });
      app.get("/blank", async (_, reply) => {
        reply.type("text/html");
        return `<!doctype html><link rel="icon" href="/board/vigie.svg"><main><h2>Part</h2></main>`;
      });
      url = await app.listen({ host: "127.0.0.1", port: 0 });
      browser = await openBrowser();
    });
    afterAll(async () => {
      await browser?.close();
      await app.close();
    });

    /** A blank page on which `script` ran, with `load` for the board's modules. */
    async function openPart(script: string): Promise<Page> {
      const page = await openPage("/blank", { browser, url, waitFor: "main" });
      await page.evaluate(`(async () => {
      const load = (file) => import("/board/" + file);
      const main = document.querySelector("main");
      const { createFormats } = await load("create-formats.ts");
      const formats = createFormats("en", "Europe/Paris");
      ${script}
    })()`);
      return page;
    }
    const focused = (page: Page) => page.evaluate("document.activeElement.textContent");

    test("a table asks for its first page where a later one is empty by now", async () => {
      const page = await openPart(TABLE);
      await page.getByRole("button", { name: "Next" }).click();
      await page.getByText("11 to 12").waitFor();
      expect(await focused(page)).toBe("Next");
      await page.evaluate("rowsNow(3)");
      await page.getByRole("row", { name: "row 2" }).waitFor();
      expect(await page.getByText("nothing wrong").count()).toBe(0);
      expect(await page.locator("tbody tr").count()).toBe(3);
      await page.evaluate("rowsNow(0)");
      await page.getByText("nothing wrong").waitFor();
    });

    test("a dialog gives the focus on where its opener is gone: to its twin, or the heading", async () => {
      const page = await openPart(DIALOG);
      for (const [left, wanted] of [
        [["one", "two"], "one"],
        [["two"], "Part"],
      ] as const) {
        await page.getByRole("button", { name: "one" }).click();
        await page.waitForSelector("dialog[open]");
        await page.evaluate(`showActs(${JSON.stringify([...left, "new"])})`);
        await page.keyboard.press("Escape");
        await page.waitForSelector("dialog", { state: "detached" });
        expect(await focused(page)).toBe(wanted);
        await page.evaluate(`showActs(["one"])`);
      }
    });

    test("an act that a refresh takes out leaves the focus on its heading", async () => {
      const page = await openPart(DIALOG);
      await page.focus("button");
      await page.evaluate(`showActs(["two"])`);
      expect(await focused(page)).toBe("Part");
    });

    test("a failure that goes on keeps its button, and who holds it", async () => {
      const page = await openPart(`
      const { createFreshness } = await load("shell/freshness.ts");
      const { ApiError } = await load("shell/page-view.ts");
      const view = { formats, now: () => "2026-11-20T11:00:00Z" };
      const freshness = createFreshness("en", view, () => {});
      main.append(freshness.root);
      globalThis.fail = (why) => freshness.showFailed(new ApiError(503, why, null));
      fail("first");
    `);
      await page.focus("button");
      await page.evaluate(`fail("second")`);
      await page.getByText("second").waitFor();
      expect(await focused(page)).toBe("Try again");
    });

    test("the fleet's verdict changes its tone though it says the same", async () => {
      const page = await openPart(`
      const { createFleetSummary } = await load("fleet/fleet-summary.ts");
      const summary = createFleetSummary({ context: { lang: "en", formats }, onToggle: () => {} });
      main.append(summary.root);
      const totals = { series: 2, neverProven: 0, openCritical: 0, openWarning: 0 };
      globalThis.show = (state) =>
        summary.show([{ state, series: 1 }, { state: "filled", series: 1 }], totals, []);
    `);
      for (const [state, tone] of [
        ["late", "warning"],
        ["missing", "critical"],
      ] as const) {
        await page.evaluate(`show("${state}")`);
        expect(await page.textContent(".verdict")).toBe("1 of 2 series lacks its backup");
        expect(await page.getAttribute(".verdict", "class")).toBe(`verdict tone-${tone}`);
      }
    });

    test("the calendar has all its fourteen days, and says of which nothing is known", async () => {
      const page = await openPart(`
      const { createDayMap } = await load("fleet/day-map.ts");
      const map = createDayMap({ lang: "en", zone: "Europe/Paris", formats });
      main.append(map.root);
      const row = { day: "2026-11-18", name: "acme", filled: 2, late: 0, failed: 0, missing: 0 };
      map.show([row], "2026-11-20T11:00:00Z");
    `);
      expect(await page.locator("thead th").count()).toBe(15);
      expect(await page.locator("td.tone-good").getAttribute("title")).toBe("2 filled");
      expect(await page.locator("td", { hasText: "nothing known" }).count()).toBe(13);
      expect(await page.locator("tbody tr td").nth(11).getAttribute("class")).toBe("tone-good");
    });

    test("links go with the filter of the moment, but narrow to what they name", async () => {
      const page = await openPart(`
      const { fillLinks } = await load("shell/fill-links.ts");
      const { formatLink, parseAddress } = await load("shell/board-address.ts");
      fillLinks(() => parseAddress(globalThis.here).filter);
      for (const [name, query] of [["plain", {}], ["narrow", { tenant: "acme", page: 2 }]]) {
        const link = document.createElement("a");
        link.href = formatLink("fleet", undefined, query);
        link.textContent = name;
        main.append(link, " ");
      }
    `);
      const follow = async (name: string) => {
        await page.getByRole("link", { name }).click();
        return new URL(page.url()).hash;
      };
      await page.evaluate(`globalThis.here = "#/series?tenant=acme&tenant=globex&range=7d"`);
      expect(await follow("plain")).toBe("#/fleet?tenant=acme&tenant=globex&range=7d");
      expect(await follow("narrow")).toBe("#/fleet?tenant=acme&range=7d&page=2");
      await page.evaluate(`globalThis.here = "#/series?tenant=globex&site=paris"`);
      expect(await follow("plain")).toBe("#/fleet?tenant=globex&site=paris");
      expect(await follow("narrow")).toBe("#/fleet?tenant=acme&site=paris&page=2");
    });
  },
);

const TABLE = `
  const { createDataTable } = await load("shell/data-table.ts");
  let rows = 12;
  const table = createDataTable({
    ...{ lang: "en", formats, label: "rows", rowsPerPage: 10, empty: () => "nothing wrong" },
    columns: [{ name: "name", title: "Name", cell: (row) => row.name }],
    keyOf: ({ name }) => name,
    load: async ({ limit, offset }) => {
      const all = Array.from({ length: rows }, (_, index) => ({ name: "row " + index }));
      return { rows: all.slice(offset, offset + limit), more: offset + limit < rows };
    },
  });
  main.append(table.root);
  const refresh = () => table.refresh(new AbortController().signal);
  globalThis.rowsNow = (now) => {
    rows = now;
    return refresh();
  };
  await refresh();
`;

const DIALOG = `
  const { openFormDialog } = await load("shell/form-dialog.ts");
  const { createRegion } = await load("region.ts");
  const region = createRegion();
  main.append(region.root);
  const act = (name) => {
    const button = document.createElement("button");
    button.textContent = name;
    button.dataset.focus = name;
    button.addEventListener("click", () =>
      openFormDialog({ lang: "en", title: name, fields: [], submit: "Do", run: async () => {} }));
    return button;
  };
  globalThis.showActs = (names) => region.show(names, () => names.map(act));
  showActs(["one"]);
`;

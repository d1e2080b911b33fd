import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import type { Clock } from "../../../platform/clock/clock.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";

export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** What WCAG 2.2 AA and good practice say; reported where they keep people from what is shown. */
const SERIOUS = ["serious", "critical"];

/** The machine's clock, set to `startMs`: time passes, and the estate is of today. */
export function clockFrom(startMs: number): Clock {
  const system = createSystemClock();
  const behindMs = system.nowMs() - startMs;
  return { ...system, nowMs: () => system.nowMs() - behindMs };
}

type Opening = {
  readonly browser: Browser;
  /** Where the app listens. */
  readonly url: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly theme?: "light" | "dark";
  /** What is there once the page is; its live connection, unless said. */
  readonly waitFor?: string;
  /** Complaints of the browser that the test itself provokes. */
  readonly allows?: RegExp;
};

/**
 * A page of the app at an address, once its live connection stands. Fails the test on whatever the
 * browser complains of: an error, a violation of the content security policy, a request elsewhere.
 */
export async function openPage(address: string, opening: Opening): Promise<Page> {
  const { browser, url, viewport = WIDE, theme = "light", allows } = opening;
  const { waitFor = ".live.tone-good" } = opening;
  const page = await browser.newPage({ viewport, colorScheme: theme });
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) complaints.push(`left home: ${request.url()}`);
  });
  await page.exposeFunction("tellViolation", (said: string) => void complaints.push(said));
  await page.addInitScript(`addEventListener("securitypolicyviolation", (event) =>
    tellViolation("CSP: " + event.violatedDirective + " " + event.blockedURI))`);
  onTestFinished(async () => {
    await page.close();
    expect(complaints.filter((said) => !allows?.test(said))).toEqual([]);
  });
  await page.goto(`${url}${address}`);
  await page.waitForSelector(waitFor);
  return page;
}

/** What axe-core finds on the page that keeps people out, one line each. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(AXE, "utf8"));
  const found = await page.evaluate<readonly Violation[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return found
    .filter(({ impact }) => SERIOUS.includes(impact ?? ""))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
}

type Violation = {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
};

/** What is wider than the window, by its classes; nothing, as nobody scrolls sideways to read. */
export async function findOverflow(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const isOver = (one) =>
      one.checkVisibility() && one.getBoundingClientRect().right > root.clientWidth + 1;
    const over = [...document.body.querySelectorAll("*")].filter(isOver);
    return over.slice(0, 8).map((one) => one.localName + "." + one.className);
  })()`);
}

/** Keeps a picture where `VIGIE_SCREENSHOTS` names a directory, for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  const directory = process.env["VIGIE_SCREENSHOTS"];
  if (!directory) return;
  await mkdir(directory, { recursive: true });
  const isPhone = page.viewportSize()?.width === PHONE.width;
  await page.screenshot({ path: join(directory, `${name}.png`), fullPage: !isPhone });
}

import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Why there is no browser on this machine, or null. Where skips are forbidden nothing is missing:
 * the test fails instead.
 */
export function missingBrowser(environment: NodeJS.ProcessEnv): string | null {
  if (existsSync(CHROMIUM) || environment["VIGIE_NO_SKIP"] === "1") return null;
  return `there is no ${CHROMIUM}: apt install chromium`;
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

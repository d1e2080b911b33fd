import { readFile } from "node:fs/promises";
import fastify from "fastify";
import { afterAll, describe, expect, test } from "vitest";
import { registerBoard } from "../../dashboards/board/register-board.ts";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Store } from "../../platform/store/store.ts";
import { openGuard } from "../services/open-guard.ts";
import { NOON_MS } from "./board-rows.ts";

const fail = () => {
  throw new OperatingError("Cannot reach the store", { retryable: true, hint: "vigie doctor" });
};
const broken: Store = { query: fail, stream: fail, insert: fail, insertBlock: fail, command: fail };
const app = fastify();
registerBoard(app, {
  store: broken,
  clock: createSimulatedClock(NOON_MS),
  guard: openGuard(),
  readRequestMarks: async () => [],
  zone: "Europe/Paris",
  lang: "fr",
});
afterAll(() => app.close());
const get = (url: string, headers = {}) => app.inject({ url, headers });

describe("GET /", () => {
  test.each([
    ["/", "fr"],
    ["/?lang=en", "en"],
    ["/?lang=fr", "fr"],
    ["/?lang=%22%3E%3Cscript%3E", "fr"],
    ["/?lang=en&lang=fr", "fr"],
  ])("%s speaks %s", async (url, lang) => {
    const { body, statusCode } = await get(url);
    expect(statusCode).toBe(200);
    expect(body).toContain(
      `<html lang="${lang}" data-zone="Europe/Paris" data-at="2026-11-20T11:00:00Z">`,
    );
  });

  test("allows nothing from elsewhere and nothing inline", async () => {
    const { headers, body } = await get("/");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    expect(body).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|style=|https?:/);
  });
});

describe("the page's own files", () => {
  const linked = async () => {
    const { body } = await get("/");
    return [...body.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address = ""]) => address);
  };

  test("have addresses that change with their content: browsers keep them without asking", async () => {
    const addresses = new Set(await linked());
    expect(addresses.size).toBeGreaterThan(100);
    for (const address of addresses) {
      const { statusCode, headers } = await get(address);
      expect([address, statusCode]).toEqual([address, 200]);
      expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    }
  });

  test("import one another below the same address", async () => {
    const [folder = ""] = (await linked()).map((address) => address.replace("vigie.svg", ""));
    const { body } = await get(`${folder}chart/draw-plot.ts`);
    expect(body).toContain('from "../lib/uplot.js"');
  });

  test("are given to a page of another version too, but not to keep", async () => {
    const { statusCode, headers } = await get(`/board/${"0".repeat(16)}/words.ts`);
    expect(statusCode).toBe(200);
    expect(headers["cache-control"]).toBe("no-cache");
  });
});

describe("GET /board/", () => {
  const files = ["after.ts", "words-fr.ts", "shell/shell.css", "vigie.svg", "lib/uplot.js"];

  test.each(files)("%s has its type, and is sent once as long as it is the same", async (file) => {
    const first = await get(`/board/${file}`);
    expect(first.statusCode).toBe(200);
    expect(first.headers["content-type"]).toMatch(/javascript|css|svg/);
    const again = await get(`/board/${file}`, { "if-none-match": first.headers.etag });
    expect(again.statusCode).toBe(304);
    expect(again.body).toBe("");
  });

  test("serves scripts without their types", async () => {
    const { body } = await get("/board/words.ts");
    expect(body).not.toMatch(/\btype\b|\breadonly\b/);
  });

  test("serves scripts without their comments, each line where it is in its source", async () => {
    const { body } = await get("/board/shell/data-table.ts");
    expect(body).not.toMatch(/^\s*(\/\*|\/\/)/m);
    const source = await readFile("dashboards/board/page/shell/data-table.ts", "utf8");
    const lineOf = (text: string) =>
      text.split("\n").findIndex((line) => line.startsWith("function createPager"));
    expect(lineOf(body)).toBeGreaterThan(0);
    expect(lineOf(body)).toBe(lineOf(source));
  });

  test.each(["nothing.ts", "..%2Fregister-board.ts", "tsconfig.json", "board.html"])(
    "doesn't serve %s",
    async (file) => expect((await get(`/board/${file}`)).statusCode).toBe(404),
  );
});

test("/api/live says that the store doesn't answer, and what to do", async () => {
  const { statusCode, headers, json } = await get("/api/live").then((response) => response);
  expect(statusCode).toBe(503);
  expect(headers["retry-after"]).toBe("5");
  expect(json()).toEqual({ error: "Cannot reach the store", hint: "vigie doctor" });
});

import { expect, test } from "vitest";
import { createAssetReader } from "../../ingest/assets-csv/create-asset-reader.ts";
import { splitCells } from "../../ingest/assets-csv/split-cells.ts";
import { splitLines } from "../../ingest/file/split-lines.ts";

const SAID_MS = Date.UTC(2026, 10, 20);

async function read(text: string, saidAtMs = SAID_MS) {
  const toItem = createAssetReader(saidAtMs);
  const lines = await Array.fromAsync(splitLines([Buffer.from(text)], { lineBytesMax: 10_000 }));
  return lines.flatMap((line) => toItem(line, "assets.csv") ?? []);
}

const events = async (text: string, saidAtMs?: number) =>
  (await read(text, saidAtMs)).map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()));

test.each([
  ["a,b", ["a", "b"]],
  [" a , b ", ["a", "b"]],
  ['"a,b","say ""hi"""', ["a,b", 'say "hi"']],
  ["a,,", ["a", "", ""]],
  ["", [""]],
  ['"a', null],
  ['"a"b,c', null],
  ['a"b,c', ['a"b', "c"]],
])("splitCells() of %j", (line, cells) => {
  expect(splitCells(line, ",")).toEqual(cells);
});

test("each line is an asset that must be backed up, or a part of many", async () => {
  const text =
    "\uFEFFtenant,asset,since,until,owner,runbook\r\n" +
    'acme,VisitorDb,2026-11-20,,"Bo, visitors",https://wiki/visitor\r\n' +
    "\r\n" +
    "acme,Old,2026-11-20T08:00:00+01:00,2026-12-31,,\r\n";
  expect(await events(text)).toMatchObject([
    {
      source: "/assets",
      type: "vigie.asset.expected.v1",
      time: "2026-11-20T00:00:00Z",
      data: {
        series: { tenant: "acme", asset: "VisitorDb" },
        since: "2026-11-20T00:00:00Z",
        owner: "Bo, visitors",
        runbook: "https://wiki/visitor",
      },
    },
    { data: { since: "2026-11-20T08:00:00+01:00", until: "2026-12-31T00:00:00Z" } },
  ]);
});

test("a table as a French spreadsheet writes it is read too", async () => {
  expect(await events("tenant;since\nacme;2026-11-20\n")).toMatchObject([
    { data: { series: { tenant: "acme" } } },
  ]);
});

test("the same table gives the same events, and what a changed one says is another word", async () => {
  const text = "since,tenant\n2026-11-20,acme\n";
  expect(await events(text)).toEqual(await events(text));
  const [before] = await events(text);
  const [after] = await events(text, SAID_MS + 1_000);
  expect(after.id).not.toBe(before.id);
});

test("a bad line is said with its number and its reason, and the next is read", async () => {
  const text =
    "tenant,environment,since,until\n" +
    "acme,prod,2026-11-20,\n" +
    ",production,2026-11-20,\n" +
    "acme,production,yesterday,\n" +
    "acme,production,2026-11-20\n" +
    'acme,"production,2026-11-20,\n' +
    "acme,production,2026-11-20,2026-11-19\n" +
    "acme,staging,2026-11-20,\n" +
    "acme,staging,2026-11-21,\n";
  const items = await read(text);
  expect(items.map(({ position, unread }) => `${position}: ${unread?.reason ?? "good"}`)).toEqual([
    'line 2: series.environment: Invalid option: expected one of "production"|"staging"',
    "line 3: has nothing under tenant",
    "line 4: since: must be an RFC 3339 instant with a zone, such as 2026-11-20T00:14:09Z",
    "line 5: has 3 cells, and the header 4",
    "line 6: a quote is not closed on its line",
    "line 7: until: must be after since",
    "line 8: good",
    "line 9: line 8 is about the same",
  ]);
});

test.each([
  ["acme,2026-11-20\n", /no meaning for the column "acme".*lacks the column tenant/],
  ["tenant,asset\n", /lacks the column since/],
  ["tenant,since,tenant\n", /has the column tenant twice/],
  ['"tenant,since\n', /lacks the column tenant, lacks the column since/],
])("a table without its header is refused: %j", async (text, message) => {
  await expect(read(text)).rejects.toThrow(message);
});

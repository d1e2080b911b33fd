import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPager } from "../../alerts/pagers/create-pager.ts";
import { countSeptets, toGsm7 } from "../../alerts/pagers/sms/gsm7.ts";
import { toShortText } from "../../alerts/pagers/sms/to-short-text.ts";
import { pagerSchema } from "../../schemas/alerts.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aTelling } from "./a-telling.ts";
import { PAGER_CONTEXT } from "./pager-context.ts";
import { openWebhookReceiver } from "./webhook-receiver.ts";

let receiver: Awaited<ReturnType<typeof openWebhookReceiver>>;
beforeEach(async () => {
  receiver = await openWebhookReceiver();
});
afterEach(() => receiver.close());

function pager(config: object = {}) {
  const common = { name: "sms", kind: "sms", url: receiver.url, to: "+33612345678" };
  return createPager(
    pagerSchema.parse({ ...common, allowLoopback: true, ...config }),
    PAGER_CONTEXT,
  );
}

const TEXT =
  "Critical: Backup missing - VisitorDb (acme, paris). VisitorDb has no backup " +
  "https://vigie.example.com/incidents/1";

test("a gateway is sent number and text as JSON", async () => {
  expect(await pager().send(aTelling())).toEqual({ sent: true });
  const [{ text, headers } = { text: "", headers: {} }] = receiver.received;
  expect(JSON.parse(text)).toEqual({ to: "+33612345678", text: TEXT });
  expect(headers["content-type"]).toBe("application/json");
});

test("or as a form, with what it is asked for in headers", async () => {
  const contentType = "application/x-www-form-urlencoded";
  const body = "from=Vigie&to={{ to }}&message={{text}}";
  const headers = [
    { name: "X-Api-Key", secret: { env: "KEY" } },
    { name: "X-Channel", value: "alerts" },
  ];
  const series = { ...VISITOR_DB, asset: "a&to=+33600000000" };
  await pager({ contentType, body, headers }).send(aTelling({}, { series }));
  const [received] = receiver.received;
  const form = new URLSearchParams(received?.text);
  expect(form.getAll("to")).toEqual(["+33612345678"]);
  expect(form.get("message")).toContain("a&to=+33600000000");
  expect(received?.headers).toMatchObject({ "x-api-key": "wren", "x-channel": "alerts" });
});

test("or in its address", async () => {
  const url = `${receiver.url}?key=1&to={{ to }}&text={{ text }}`;
  await pager({ url, method: "GET" }).send(aTelling());
  const [received] = receiver.received;
  expect(received?.method).toBe("GET");
  const asked = new URL(received?.path ?? "", receiver.url).searchParams;
  expect(asked.get("to")).toBe("+33612345678");
  expect(asked.get("text")).toBe(TEXT);
});

test("a gateway that answers 200 without what it should say was not told", async () => {
  receiver.behave({ status: 200, text: "ERR: 001, key wren" });
  const headers = [{ name: "X-Api-Key", secret: { env: "KEY" } }];
  expect(await pager({ expect: "OK:", headers }).send(aTelling())).toEqual({
    sent: false,
    reason: "it answered 200, but said: ERR: 001, key ***",
    retryAfterMs: null,
  });
  receiver.behave({ status: 200, text: "OK: 77" });
  expect(await pager({ expect: "OK:" }).send(aTelling())).toEqual({ sent: true });
});

test("a typo in its body is refused at the start", () => {
  expect(() => pager({ body: '{"text": "{{ txt }}"}' })).toThrow('there is no "txt"');
});

const NOTICE = {
  title: "Critique : Sauvegarde manquante - Visiteurs",
  text: "Aucun succès. ".repeat(60),
  lines: [],
  link: { label: "Incident", url: "https://vigie.example.com/incidents/1" },
};

test.each([
  [1, "gsm-7", 160],
  [2, "gsm-7", 304],
  [3, "unicode", 198],
  [1, "unicode", 70],
] as const)("a text of %i parts of %s has at most %i places", (parts, alphabet, places) => {
  const text = toShortText(NOTICE, { parts, alphabet });
  const count = alphabet === "gsm-7" ? countSeptets(text) : text.length;
  expect(count).toBeLessThanOrEqual(places);
  expect(count).toBeGreaterThan(places - 8);
  expect(text.includes(NOTICE.link.url)).toBe(places > 80);
});

test("toGsm7() keeps what telephones know and comes near to the rest", () => {
  expect(toGsm7("À Noël, ça « déborde » à l’œil… 8 €\u00a0!")).toBe(
    'A Noel, ca " déborde " à l\'oeil... 8 € !',
  );
  expect(toGsm7("数据库 😀")).toBe("??? ?");
  expect(countSeptets("a€[b]")).toBe(8);
});

test("a short text fits, whatever it is made of", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.integer({ min: 1, max: 3 }),
      (title, parts) => {
        const text = toShortText({ ...NOTICE, title }, { parts, alphabet: "gsm-7" });
        return countSeptets(text) <= (parts === 1 ? 160 : 153 * parts);
      },
    ),
  );
});

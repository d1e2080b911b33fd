import { createHmac } from "node:crypto";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPager } from "../../alerts/pagers/create-pager.ts";
import { parseJsonTemplate } from "../../alerts/template/parse-template.ts";
import { encodeJson, renderTemplate } from "../../alerts/template/render-template.ts";
import { pagerSchema } from "../../schemas/alerts.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aSummary, aTelling } from "./a-telling.ts";
import { PAGER_CONTEXT } from "./pager-context.ts";
import { openWebhookReceiver } from "./webhook-receiver.ts";

let receiver: Awaited<ReturnType<typeof openWebhookReceiver>>;
beforeEach(async () => {
  receiver = await openWebhookReceiver();
});
afterEach(() => receiver.close());

function pager(template: string) {
  const common = { name: "own", kind: "webhook", url: receiver.url, allowLoopback: true };
  const config = { ...common, secret: { env: "SECRET" }, template };
  return createPager(pagerSchema.parse(config), PAGER_CONTEXT);
}

const TEMPLATE = `{
  "key": "{{ incident.id }}",
  "what": "{{title}}: {{ text }}",
  "tenant": "{{ finding.series.tenant }}",
  "findings": {{ incident.findings }},
  "resolvedAt": {{ incident.resolvedAt }},
  "owner": "{{ context.owner }}"
}`;

test("a template is filled with a message, and signed as it is sent", async () => {
  const telling = aTelling({ context: null }, { series: { ...VISITOR_DB, tenant: 'a"},{"b' } });
  expect(await pager(TEMPLATE).send(telling)).toEqual({ sent: true });
  const [received] = receiver.received;
  const text = received?.text ?? "";
  expect(JSON.parse(text)).toEqual({
    key: telling.incident.id,
    what: 'Critical: Backup missing - VisitorDb (a"},{"b, paris): VisitorDb has no backup',
    tenant: 'a"},{"b',
    findings: telling.incident.findings,
    resolvedAt: null,
    owner: "",
  });
  const hmac = createHmac("sha256", "wren").update(text).digest("hex");
  expect(received?.headers["x-vigie-signature"]).toBe(`sha256=${hmac}`);
});

test("of a summary the same template has its title and text", async () => {
  await pager(TEMPLATE).send(aSummary({ more: 2 }));
  expect(JSON.parse(receiver.received[0]?.text ?? "")).toMatchObject({
    key: "",
    what: "Digest: 3 incidents: 2 more incidents are not listed here.",
    findings: null,
  });
});

const PATHS = ["a", "a.b"];
test.each([
  ['{"x": "{{ a.c }}"}', 'there is no "a.c"', 10],
  ['{"x": "{{ a.constructor }}"}', 'there is no "a.constructor"', 10],
  ['{"x": "{{  }}"}', 'there is no ""', 11],
  ['{"x": "{{ a }"}', '"{{" has no "}}" to go with it', 7],
  ['{"x": "a }}"}', '"}}" has no "{{" to go with it', 9],
  ['{"x": {{ a }}, }', "it is not JSON from here on", 15],
  ['{"x": "{{ a }}"', "it is not JSON from here on", 15],
  ["{{ a }} b", "it is not JSON from here on", 8],
])("the template %s is refused: %s at %i", (text, fault, offset) => {
  expect(parseJsonTemplate(text, PATHS)).toEqual({ fault, offset });
});

test("a template that would not do is refused at the start", () => {
  expect(() => pager('{"x": "{{ incident.idd }}"}')).toThrow('there is no "incident.idd"');
});

test("whatever stands in its places, a filled template is JSON with that in it", () => {
  const template = parseJsonTemplate('{"q": "<{{ a }}>", "r": {{ a.b }}, "\\"": "\\\\"}', PATHS);
  if ("fault" in template) throw new Error(template.fault);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.jsonValue(), (quoted, bare) => {
      const values: Readonly<Record<string, unknown>> = { a: quoted, "a.b": bare };
      const text = renderTemplate(template, (path) => values[path], encodeJson);
      const read = JSON.parse(text);
      expect(read.q).toBe(`<${quoted}>`);
      expect(read.r).toEqual(JSON.parse(JSON.stringify(bare)));
    }),
  );
});

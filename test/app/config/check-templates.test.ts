import { expect, test } from "vitest";
import { ConfigError, loadConfig } from "../../../app/config/load-config.ts";

function faultsOf(text: string) {
  try {
    loadConfig({ file: "vigie.yaml", text });
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

const HEAD = `alerts:
  pagers:
    - name: own
      kind: webhook
      url: https://alerts.example.com/vigie
`;

test("a typo in a template is told with its own line and column", () => {
  const text = `${HEAD}      template: |
        {
          "key": "{{ incident.id }}",
            "kind": "{{ incident.kin }}"
        }
`;
  expect(faultsOf(text)).toEqual([
    {
      line: 9,
      column: 25,
      path: "alerts.pagers[0].template",
      message: 'there is no "incident.kin"',
      hint: 'did you mean "incident.kind"?',
    },
  ]);
});

test("one on a line of its own as well", () => {
  const [fault] = faultsOf(`${HEAD}      template: '{"key": "{{ incident.id }"}'\n`);
  expect(fault).toMatchObject({ line: 6, column: 27, message: '"{{" has no "}}" to go with it' });
});

test("a template that is no JSON is told where it stops being so", () => {
  const [fault] = faultsOf(`${HEAD}      template: |\n        { "key": {{ title }},\n        }\n`);
  expect(fault).toMatchObject({ line: 8, column: 9, message: "it is not JSON from here on" });
});

test("a template that will do is no fault", () => {
  expect(faultsOf(`${HEAD}      template: '{"key": "{{ incident.id }}"}'\n`)).toEqual([]);
});

const SMS = `alerts:
  pagers:
    - name: night
      kind: sms
      to: "+33612345678"
`;

test("the address and the body of a gateway are read as templates", () => {
  const text = `${SMS}      url: https://sms.example.com/send?to={{ too }}\n      body: 'x={{ tex'\n      contentType: text/plain\n`;
  expect(faultsOf(text).map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual(
    ['6:47 there is no "too"', '7:16 "{{" has no "}}" to go with it'],
  );
});

test.each(["slack", "teams", "mattermost"])(
  "the address of a webhook of %s is a secret, and is not shown when it stands in the file",
  (kind) => {
    const faults = faultsOf(
      `alerts:\n  pagers:\n    - { name: chat, kind: ${kind}, url: "https://hooks.example.com/T0/wren" }\n`,
    );
    expect(faults).toMatchObject([{ message: "a secret must not stand in this file" }]);
    expect(JSON.stringify(faults)).not.toContain("wren");
  },
);

test.each([
  ["proxy: http://vigie:wren@proxy.example.com:3128", "alerts.proxy"],
  [
    "pagers: [{ name: a, kind: webhook, url: https://a.example.com, proxy: http://v:wren@p.example.com }]",
    "alerts.pagers[0].proxy",
  ],
])("a proxy with a password in its address is refused: %s", (yaml, path) => {
  const faults = faultsOf(`alerts:\n  ${yaml}\n`);
  expect(faults).toMatchObject([{ path, message: expect.stringContaining("a secret must not") }]);
  expect(JSON.stringify(faults)).not.toContain("wren");
});

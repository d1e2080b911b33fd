import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMailPager } from "../../alerts/pagers/mail/create-mail-pager.ts";
import { type MailConfig, mailSchema } from "../../schemas/pagers/mail.ts";
import { openMailServer } from "../services/smtp/open-mail-server.ts";
import { aSummary, aTelling } from "./a-telling.ts";
import { PAGER_CONTEXT } from "./pager-context.ts";

let server: Awaited<ReturnType<typeof openMailServer>>;

beforeEach(async () => {
  server = await openMailServer();
});
afterEach(() => server.close());

function pager(changes: Partial<MailConfig> = {}, timeoutMs = 2_000) {
  const config = mailSchema.parse({
    ...{ name: "noc", kind: "mail", host: "127.0.0.1", port: server.port, tls: "none" },
    ...{ from: "vigie@example.com", to: ["ada@example.com"] },
    ...changes,
  });
  const signLink = (incident: string, by: string) => `https://v.example/${incident}?by=${by}`;
  return createMailPager(config, { ...PAGER_CONTEXT, signLink }, { timeoutMs });
}

test("a mail says what, where, since when, and whom to ask, as text and as HTML", async () => {
  expect(await pager().send(aTelling())).toEqual({ sent: true });
  const [mail] = server.mails;
  expect(mail?.subject).toContain("VisitorDb");
  expect(mail?.from?.text).toBe('"Vigie" <vigie@example.com>');
  for (const body of [mail?.text, mail?.html]) {
    expect(body).toContain("VisitorDb has no backup");
    expect(body).toContain("+33 1 23 45 67 89");
    expect(body).toContain("https://wiki.example.com/backups/visitor");
    expect(body).toContain("https://vigie.example.com/incidents/1");
    expect(body).toContain("by=ada@example.com");
  }
  expect(mail?.headers.get("auto-submitted")).toBe("auto-generated");
  expect(mail?.headers.get("priority")).toBe("high");
});

test("a mail in French is French all through", async () => {
  await pager({ lang: "fr" }).send(aTelling());
  const [mail] = server.mails;
  expect(mail?.text).toContain("VisitorDb n'a pas de sauvegarde");
  expect(mail?.html).toContain('lang="fr"');
  expect(mail?.text).toContain("Prendre en charge: https://v.example/");
});

test("what is said of one incident is one thread, and a repeat is the same message", async () => {
  const telling = aTelling();
  const resolved = aTelling({ dedupKey: "incident-1-resolved", reason: "resolved" });
  for (const message of [telling, resolved]) await pager().send(message);
  await pager().send(telling);
  const [opened, over, repeat] = server.mails;
  expect(over?.references).toEqual(opened?.references);
  expect(over?.messageId).not.toBe(opened?.messageId);
  expect(repeat?.messageId).toBe(opened?.messageId);
});

test("a resolution and a digest ask nobody to acknowledge, and shout at nobody", async () => {
  const telling = aTelling({ reason: "resolved" });
  const over = { ...telling, incident: { ...telling.incident, status: "resolved" as const } };
  await pager().send(over);
  await pager().send(aSummary());
  for (const { text, headers } of server.mails) {
    expect(text).not.toContain("Acknowledge");
    expect(headers.has("priority")).toBe(false);
  }
  expect(server.mails).toHaveLength(2);
});

test("names that are markup, or hold line ends, stay names", async () => {
  const asset = '"><img src=x onerror=alert(1)>\r\nBcc: eve@example.com';
  const telling = aTelling({}, { summary: { en: `${asset} is missing`, fr: asset } });
  const hostile = { ...telling, context: { ...telling.context, owner: asset } } as typeof telling;
  await pager().send(hostile);
  const [mail] = server.mails;
  expect(mail?.html).not.toContain("<img");
  expect(mail?.headers.has("bcc")).toBe(false);
  expect(server.asked).toEqual(["ada@example.com"]);
});

describe("each recipient", () => {
  const to = ["ada@example.com", "later@example.com", "gone@example.com"];

  test("is sent a message of his own, and none of the others' links", async () => {
    await pager({ to: to.slice(0, 2) }).send(aTelling());
    expect(server.mails.map(({ to: one }) => (one && "text" in one ? one.text : ""))).toHaveLength(
      2,
    );
    for (const { text } of server.mails) expect(text?.match(/by=/g)).toHaveLength(1);
  });

  test("who was reached is not written to again while another still lacks it", async () => {
    server.reply({ later: 451 });
    const one = pager({ to: to.slice(0, 2) });
    const first = await one.send(aTelling());
    expect(first).toMatchObject({ sent: false, reason: expect.stringContaining("451") });
    server.reply({});
    expect(await one.send(aTelling())).toEqual({ sent: true });
    expect(server.asked.toSorted()).toEqual([to[0], to[1], to[1]]);
  });

  test("an address that is refused for good holds nobody up", async () => {
    server.reply({ gone: 550 });
    expect(await pager({ to }).send(aTelling())).toEqual({ sent: true });
  });

  test("where all are refused for good, saying it again is senseless", async () => {
    server.reply({ ada: 550 });
    const outcome = await pager().send(aTelling());
    expect(outcome).toMatchObject({ sent: false, final: true });
  });
});

test.each(["hangs", "drops"])("a server that %s is told within the deadline", async (manner) => {
  const silent = createServer((socket) => {
    socket.on("error", () => {});
    if (manner === "drops") socket.destroy();
  });
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const outcome = await pager({ port }, 300).send(aTelling());
  expect(outcome).toMatchObject({ sent: false, retryAfterMs: null });
  expect(outcome).not.toHaveProperty("final");
  await new Promise((resolve) => silent.close(resolve));
});

test("a name that nobody knows, and a port where nobody listens, are failures with a reason", async () => {
  const unknown = await pager({ host: "mail.invalid" }).send(aTelling());
  expect(unknown).toMatchObject({ sent: false, reason: expect.stringContaining("mail server") });
  await server.close();
  const closed = await pager().send(aTelling());
  expect(closed).toMatchObject({ sent: false, reason: expect.stringContaining("connection") });
  server = await openMailServer();
});

test.each([
  ["a password in the clear", { tls: "none", user: "vigie", password: { env: "X" } }],
  ["a user without a password", { user: "vigie" }],
  ["nobody to write to", { to: [] }],
  ["an address with a line end", { to: ["ada@example.com\r\nBcc: eve@example.com"] }],
])("%s is refused", (_, changes) => {
  const config = {
    ...{ name: "noc", kind: "mail", host: "h", from: "v@example.com", to: ["a@example.com"] },
    ...changes,
  };
  expect(mailSchema.safeParse(config).success).toBe(false);
});

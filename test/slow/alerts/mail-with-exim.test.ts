import { simpleParser } from "mailparser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMailPager } from "../../../alerts/pagers/mail/create-mail-pager.ts";
import { mailSchema } from "../../../schemas/pagers/mail.ts";
import { aTelling } from "../../alerts/a-telling.ts";
import { PAGER_CONTEXT } from "../../alerts/pager-context.ts";
import { missingExim, startExim } from "../../services/smtp/start-exim.ts";

const missing = missingExim(process.env);
const title = missing === null ? "mail through Exim" : `mail through Exim (skipped: ${missing})`;

describe.skipIf(missing)(title, () => {
  let exim: Awaited<ReturnType<typeof startExim>>;
  beforeAll(async () => {
    exim = await startExim();
  }, 30_000);
  afterAll(() => exim?.stop());

  function pager(changes: object = {}, secret = "wren") {
    const config = mailSchema.parse({
      ...{ name: "noc", kind: "mail", host: "127.0.0.1", port: exim.port, ca: exim.ca },
      ...{ user: "vigie", password: { env: "MAIL_PASSWORD" } },
      ...{ from: "vigie@example.com", to: ["ada@example.com"] },
      ...changes,
    });
    return createMailPager(config, { ...PAGER_CONTEXT, readSecret: () => secret });
  }

  test("a mail is delivered over TLS, once, and reads as it was written", async () => {
    expect(await pager().send(aTelling())).toEqual({ sent: true });
    await expect.poll(() => exim.mails(), { timeout: 10_000 }).toHaveLength(1);
    const [text = ""] = await exim.mails();
    const mail = await simpleParser(text);
    expect(mail.subject).toContain("VisitorDb");
    expect(mail.html).toContain("VisitorDb has no backup");
    expect(text).toMatch(/with esmtpsa/);
  });

  test.each([
    ["who is gone is refused for good", "gone@example.com", { final: true }],
    ["who cannot be reached now is tried again", "later@example.com", { retryAfterMs: null }],
  ])("%s", async (_, to, outcome) => {
    expect(await pager({ to: [to] }).send(aTelling())).toMatchObject({ sent: false, ...outcome });
  });

  test("a wrong password is told, and not shown", async () => {
    const outcome = await pager({}, "hunter2").send(aTelling());
    expect(outcome).toMatchObject({ sent: false, reason: expect.stringContaining("password") });
    expect(JSON.stringify(outcome)).not.toContain("hunter2");
  });

  test("a certificate that nobody trusts gets no mail, and no password", async () => {
    const outcome = await pager({ ca: undefined }).send(aTelling());
    expect(outcome).toMatchObject({ sent: false, reason: expect.stringContaining("TLS") });
  });

  test("a server that asks for a login takes nothing without one", async () => {
    const outcome = await pager({ user: undefined, password: undefined }).send(aTelling());
    expect(outcome).toMatchObject({ sent: false, final: true });
  });
});

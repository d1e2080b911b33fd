import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

type Options = {
  /** PEM; with it TLS is offered, or needed from the first byte where `implicit`. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly implicit?: boolean };
  /** What a recipient is answered, by the part before the @: a reply such as 550, else 250. */
  readonly replies?: Readonly<Record<string, number>>;
  readonly login?: { readonly user: string; readonly password: string };
};

/** A real SMTP server on loopback that keeps the mails it takes. */
export async function openMailServer({ tls, replies = {}, login }: Options = {}) {
  const mails: ParsedMail[] = [];
  const asked: string[] = [];
  let now = replies;
  const server = new SMTPServer({
    ...(tls && { key: tls.key, cert: tls.cert, secure: tls.implicit ?? false }),
    authOptional: login === undefined,
    ...(tls === undefined && { disabledCommands: ["STARTTLS"] }),
    disableReverseLookup: true,
    logger: false,
    onAuth: ({ username, password }, _session, done) => {
      if (username === login?.user && password === login?.password) done(null, { user: username });
      else done(new Error(`no such password: ${password}`));
    },
    onRcptTo: ({ address }, _session, done) => {
      asked.push(address);
      const reply = now[address.split("@")[0] ?? ""];
      if (reply === undefined) return done();
      done(Object.assign(new Error("no"), { responseCode: reply }));
    },
    onData: (stream, _session, done) => {
      simpleParser(stream).then(
        (mail) => {
          mails.push(mail);
          done();
        },
        (error) => done(error),
      );
    },
  });
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    /** Every recipient that it was asked to take, in order. */
    asked,
    reply: (next: Readonly<Record<string, number>>) => {
      now = next;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

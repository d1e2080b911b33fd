import { once } from "node:events";
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What happens to one request on its way. */
export type Fault =
  | { readonly kind: "answer"; readonly status: number; readonly code: string }
  /** The connection breaks, or stands still, after so many bytes of the body. */
  | { readonly kind: "cut" | "stall"; readonly afterBytes: number }
  /** Each piece of the body waits. */
  | { readonly kind: "slow"; readonly pauseMs: number }
  /** Whatever was asked for, without an end. */
  | { readonly kind: "endless" };

export type FaultProxy = {
  readonly endpoint: string;
  /** What the next requests meet; null: nothing. Asked with the method and the path of each. */
  readonly plan: (choose: (method: string, path: string) => Fault | null) => void;
  /** So many requests came, of one method. */
  readonly count: (method: string) => number;
  readonly close: () => Promise<void>;
};

/** Stands before an HTTP server of loopback, and does to its answers what is planned. */
export async function startFaultProxy(port: number): Promise<FaultProxy> {
  let choose: (method: string, path: string) => Fault | null = () => null;
  const methods: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const method = incoming.method ?? "";
    methods.push(method);
    const fault = choose(method, incoming.url ?? "");
    outgoing.on("error", () => undefined);
    if (fault?.kind === "answer") return answer(outgoing, fault);
    if (fault?.kind === "endless") return void pourEndlessly(outgoing);
    forward(port, incoming, outgoing, fault);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    plan: (chosen) => {
      choose = chosen;
    },
    count: (method) => methods.filter((one) => one === method).length,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function answer(outgoing: ServerResponse, { status, code }: { status: number; code: string }) {
  outgoing.writeHead(status, { "content-type": "application/xml" });
  outgoing.end(
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>planned</Message></Error>`,
  );
}

async function pourEndlessly(outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(206, { "content-range": "bytes 0-9/10" });
  while (!outgoing.destroyed) {
    outgoing.write(Buffer.alloc(2 ** 16));
    await sleep(1);
  }
}

function forward(
  port: number,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: Fault | null,
): void {
  const { method, url: path, headers } = incoming;
  const onward = httpRequest({ host: "127.0.0.1", port, method, path, headers }, (answered) => {
    outgoing.writeHead(answered.statusCode ?? 502, answered.headers);
    pass(answered, outgoing, fault).catch(() => outgoing.destroy());
  });
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}

async function pass(from: IncomingMessage, to: ServerResponse, fault: Fault | null): Promise<void> {
  let passed = 0;
  for await (const chunk of from) {
    if (fault?.kind === "slow") await sleep(fault.pauseMs);
    if (fault?.kind === "cut" || fault?.kind === "stall") {
      const left = fault.afterBytes - passed;
      if (left < chunk.length) {
        to.write(chunk.subarray(0, left), () => fault.kind === "cut" && to.destroy());
        return;
      }
    }
    passed += chunk.length;
    if (!to.write(chunk)) await once(to, "drain");
  }
  to.end();
}

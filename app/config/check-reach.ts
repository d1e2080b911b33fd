import type { ConfigPath, FaultDraft } from "./fault-draft.ts";
import { itemsAt, valueAt } from "./value-at.ts";

/**
 * What would carry secrets in the clear: listening to other machines without TLS, and addresses
 * with a password in them.
 */
export function checkReach(content: unknown): FaultDraft[] {
  return [...checkListen(content), ...checkPagers(content), ...checkStore(content)];
}

function checkListen(content: unknown): FaultDraft[] {
  const path = ["listen", "host"];
  const host = valueAt(content, path);
  if (typeof host !== "string" || isLoopback(host)) return [];
  if (valueAt(content, ["listen", "behindProxy"]) === true) return [];
  return [
    {
      path,
      at: "value",
      message: `${host} is open to other machines, and tokens would cross the network without TLS`,
      hint:
        "listen on 127.0.0.1 and put a proxy that speaks TLS in front of it; " +
        "where nobody else reaches it, as in a container, say behindProxy: true",
    },
  ];
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.[0-9]{1,3}){3}$/.test(host);
}

function checkPagers(content: unknown): FaultDraft[] {
  return itemsAt(content, ["alerts", "pagers"]).flatMap((_, index) => {
    const path = ["alerts", "pagers", index, "url"];
    return checkAddress(content, path, "secret: { env: NAME } signs what is sent");
  });
}

function checkStore(content: unknown): FaultDraft[] {
  return checkAddress(content, ["store", "url"], "username and password have keys of their own");
}

function checkAddress(content: unknown, path: ConfigPath, instead: string): FaultDraft[] {
  const url = valueAt(content, path);
  const parsed = typeof url === "string" ? URL.parse(url) : null;
  if (!parsed || (parsed.username === "" && parsed.password === "")) return [];
  return [
    {
      path,
      at: "value",
      message: "a secret must not stand in this file, nor in an address",
      hint: `take user and password out of it; ${instead}`,
    },
  ];
}

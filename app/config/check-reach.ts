import type { ConfigPath, FaultDraft } from "./fault-draft.ts";
import { isLoopback } from "./is-loopback.ts";
import { itemsAt, valueAt } from "./value-at.ts";

/**
 * What would carry secrets in the clear: listening to other machines without TLS, and addresses
 * with a password in them.
 */
export function checkReach(content: unknown): FaultDraft[] {
  return [
    ...checkListen(content),
    ...checkPagers(content),
    ...checkStore(content),
    ...checkOtlp(content),
    ...checkVaults(content),
  ];
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

function checkPagers(content: unknown): FaultDraft[] {
  return itemsAt(content, ["alerts", "pagers"]).flatMap((_, index) => {
    const path = ["alerts", "pagers", index, "url"];
    return checkAddress(content, path, "secret: { env: NAME } signs what is sent");
  });
}

function checkOtlp(content: unknown): FaultDraft[] {
  const path = ["telemetry", "otlp", "url"];
  const faults = checkAddress(content, path, "headers: [{ name, secret: { env: NAME } }] has them");
  const url = valueAt(content, path);
  const parsed = typeof url === "string" ? URL.parse(url) : null;
  const headers = itemsAt(content, ["telemetry", "otlp", "headers"]);
  const isShown = parsed?.protocol === "http:" && !isLoopback(parsed.hostname);
  if (!isShown || headers.length === 0) return faults;
  const message = "the secrets of its headers would cross the network without TLS";
  const hint = "send to https://, or to a collector on loopback";
  return [...faults, { path, at: "value", message, hint }];
}

function checkStore(content: unknown): FaultDraft[] {
  return checkAddress(content, ["store", "url"], "username and password have keys of their own");
}

function checkVaults(content: unknown): FaultDraft[] {
  return itemsAt(content, ["verification", "vaults"]).flatMap((_, index) => {
    const path = ["verification", "vaults", index, "s3", "endpoint"];
    return checkAddress(content, path, "credentials: { accessKey, secretKey } have them");
  });
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

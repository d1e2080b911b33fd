import type { ConfigPath, FaultDraft } from "./fault-draft.ts";
import { isLoopback } from "./is-loopback.ts";
import { itemsAt, valueAt } from "./value-at.ts";

const OWN_TLS = "name a certificate and its key in listen.tls";
const BEHIND_PROXY =
  "listen on 127.0.0.1 and put a proxy that speaks TLS in front of it; " +
  "where nobody else reaches it, as in a container, say behindProxy: true";
const PROXY_INSTEAD = "proxy: { env: NAME } names a variable that holds the whole address";

/**
 * What would carry secrets in the clear: listening to other machines without TLS, and addresses
 * with a password in them.
 */
export function checkReach(content: unknown): FaultDraft[] {
  return [
    ...checkListener(content, ["listen"], `${OWN_TLS}, or ${BEHIND_PROXY}`),
    ...checkListener(content, ["store", "http"], BEHIND_PROXY),
    ...checkPagers(content),
    ...checkStore(content),
    ...checkOtlp(content),
    ...checkVaults(content),
  ];
}

/** Of `hint`: what makes it right. */
function checkListener(content: unknown, listener: ConfigPath, hint: string): FaultDraft[] {
  const path = [...listener, "host"];
  const host = valueAt(content, path);
  if (typeof host !== "string" || isLoopback(host)) return [];
  if (valueAt(content, [...listener, "behindProxy"]) === true) return [];
  if (valueAt(content, [...listener, "tls"]) !== undefined) return [];
  const message = `${host} is open to other machines, and tokens would cross the network without TLS`;
  return [{ path, at: "value", message, hint }];
}

function checkPagers(content: unknown): FaultDraft[] {
  const pagers = itemsAt(content, ["alerts", "pagers"]).flatMap((_, index) => {
    const path = ["alerts", "pagers", index];
    return [
      ...checkAddress(content, [...path, "url"], "secret: { env: NAME } signs what is sent"),
      ...checkAddress(content, [...path, "proxy"], PROXY_INSTEAD),
    ];
  });
  return [...checkAddress(content, ["alerts", "proxy"], PROXY_INSTEAD), ...pagers];
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
  const watched = itemsAt(content, ["sources"]).map((_, index) => ["sources", index, "vaults"]);
  return [["verification", "vaults"], ...watched].flatMap((list) =>
    itemsAt(content, list).flatMap((_, index) => {
      const path = [...list, index, "s3", "endpoint"];
      return checkAddress(content, path, "credentials: { accessKey, secretKey } have them");
    }),
  );
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

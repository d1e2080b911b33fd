import type { FaultDraft } from "./fault-draft.ts";
import { isLoopback } from "./is-loopback.ts";
import { itemsAt, valueAt } from "./value-at.ts";

/**
 * What would carry secrets in the clear: listening to other machines without TLS, and addresses
 * with a password in them.
 */
export function checkReach(content: unknown): FaultDraft[] {
  return [...checkListen(content), ...checkPagers(content), ...checkOtlp(content)];
}

function checkListen(content: unknown): FaultDraft[] {
  const path = ["listen", "host"];
  const host = valueAt(content, path);
  if (typeof host !== "string" || isLoopback(host)) return [];
  return [
    {
      path,
      at: "value",
      message: `${host} is open to other machines, and tokens would cross the network without TLS`,
      hint: "listen on 127.0.0.1 and put a proxy that speaks TLS in front of it",
    },
  ];
}

function checkPagers(content: unknown): FaultDraft[] {
  return itemsAt(content, ["alerts", "pagers"]).flatMap((_, index) => {
    const path = ["alerts", "pagers", index, "url"];
    const url = valueAt(content, path);
    const parsed = typeof url === "string" ? URL.parse(url) : null;
    if (!parsed || (parsed.username === "" && parsed.password === "")) return [];
    return [
      {
        path,
        at: "value",
        message: "a secret must not stand in this file, nor in an address",
        hint: "take user and password out of it; secret: { env: NAME } signs what is sent",
      },
    ];
  });
}

function checkOtlp(content: unknown): FaultDraft[] {
  const path = ["telemetry", "otlp", "url"];
  const url = valueAt(content, path);
  const parsed = typeof url === "string" ? URL.parse(url) : null;
  if (!parsed) return [];
  if (parsed.username !== "" || parsed.password !== "") {
    const message = "a secret must not stand in this file, nor in an address";
    const hint = "name it under headers: [{ name: authorization, secret: { env: NAME } }]";
    return [{ path, at: "value", message, hint }];
  }
  const headers = itemsAt(content, ["telemetry", "otlp", "headers"]);
  if (parsed.protocol === "https:" || headers.length === 0 || isLoopback(parsed.hostname))
    return [];
  const message = "the secrets of its headers would cross the network without TLS";
  return [{ path, at: "value", message, hint: "send to https://, or to a collector on loopback" }];
}

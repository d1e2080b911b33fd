const LOOPBACK = /^(localhost|127(\.[0-9]{1,3}){3}|::1|\[::1\])$/;

/** Whether a host, as it is listened on or stands in an address, is this machine alone. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

const PROTOCOL = /^(?:(?:tcp|np|lpc|admin):|[a-z][a-z0-9+.-]*:\/\/)/;
const IPV4 = /^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$/;

/** Case, width and blanks make neither another person nor another machine. */
export function fold(name: string): string {
  return name.normalize("NFKC").replace(/\s+/gu, " ").trim().toLowerCase();
}

/**
 * The machine that an instance is on, by its name alone, for comparing: without protocol, port,
 * name of the instance and domain. One port may lead to any instance of a machine, so that its
 * instances are not told apart.
 * https://learn.microsoft.com/sql/tools/sqlcmd/sqlcmd-utility (-S)
 */
export function machineOf(instance: string): string {
  const address = fold(instance).replace(PROTOCOL, "").replace(/^\\+/, "");
  const bracketed = /^\[([0-9a-f:.]+)\]/.exec(address)?.[1];
  if (bracketed !== undefined) return bracketed;
  const [host = ""] = address.split(/[\\/,]/);
  const isPort = /^[^:]*:[0-9]{1,5}$/.test(host);
  const name = (isPort ? host.replace(/:.*/, "") : host).trim();
  return IPV4.test(name) || name.includes(":") ? name : (name.split(".")[0] ?? name);
}

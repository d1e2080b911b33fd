/** The formats that an ending of a file's name stands for; what it should be first. */
const ENDINGS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\.sql$/i, ["postgres-sql", "mariadb-sql"]],
  [/\.(tar|tgz)$/i, ["tar", "data-directory", "postgres-tar"]],
  // Anything may be called a backup; what is nothing else should be SQL Server's.
  [
    /\.bak$/i,
    ["sql-server-backup", "postgres-custom", "postgres-sql", "mariadb-sql", "tar", "zip"],
  ],
  [/\.sqlite3?$/i, ["sqlite"]],
  [/\.zip$/i, ["zip"]],
  [/\.qcow2$/i, ["qcow2"]],
  [/\.vhd$/i, ["vhd", "raw-image"]],
  [/\.vhdx$/i, ["vhdx"]],
  [/\.vmdk$/i, ["vmdk", "raw-image"]],
];
const COMPRESSED = /\.(gz|zst|zstd)$/i;

/** What a copy's name says that it may be, compression aside; empty where it says nothing. */
export function nameFormats(name: string): readonly string[] {
  const plain = name.replace(COMPRESSED, "");
  return ENDINGS.find(([ending]) => ending.test(plain))?.[1] ?? [];
}

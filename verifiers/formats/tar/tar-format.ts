import { backupFacts } from "../backup-facts.ts";
import type { StreamFormat } from "../create-reader.ts";
import { DIRECTORY_FAULTS } from "../data-directory/directory-faults.ts";
import { createDirectoryWatch } from "../data-directory/watch-directory.ts";
import { isTar, listFirstNames } from "./list-first-names.ts";
import { splitTar } from "./split-tar.ts";

const IN_DATA_DIRECTORY =
  /^(PG_VERSION|backup_label|tablespace_map|base\/|global\/|pg_[a-z_]+\/|postgresql(\.auto)?\.conf$|pg_(hba|ident)\.conf$)/;
const WHOLE = {
  en: "Every header agrees with its checksum, every member is whole. The members' bytes have no checksums.",
  fr: "Chaque en-tête est conforme à sa somme de contrôle, chaque membre est entier. Les octets des membres n'ont pas de sommes de contrôle.",
};

/** Archives of tar; one that holds a PostgreSQL data directory is read as such. */
export const tarFormat: StreamFormat = {
  format: "tar",
  recognises: isTar,
  examineStream: async (chunks) => {
    const { container, directory } = await readMembers(chunks);
    if (directory) return { container, ...directory };
    const backup = backupFacts({ type: "files" });
    return { verdict: "sound", reasons: [WHOLE], container, backup };
  },
};

/** Archives that begin with what PostgreSQL keeps in a data directory. */
export const dataDirectoryFormat: StreamFormat = {
  format: "data-directory",
  recognises: (head) => isTar(head) && [...listFirstNames(head)].some(isOfDataDirectory),
  examineStream: async (chunks) => {
    const { container, directory } = await readMembers(chunks);
    return { verdict: "damaged", reasons: [DIRECTORY_FAULTS.noVersion], ...directory, container };
  },
};

function isOfDataDirectory(name: string): boolean {
  return IN_DATA_DIRECTORY.test(name);
}

async function readMembers(chunks: AsyncIterable<Uint8Array>) {
  const watch = createDirectoryWatch();
  let members = 0;
  for await (const member of splitTar(chunks)) {
    members += 1;
    await watch.see(member);
  }
  return { container: { blocks: members, streams: 0, bad: [] }, directory: watch.judge() };
}

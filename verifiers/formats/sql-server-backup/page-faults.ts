import type { PageFault } from "./page.ts";

/** As a bad page is told in an inspection. */
export const PAGE_FAULTS: Readonly<Record<PageFault, string>> = {
  checksum: "its checksum does not hold",
  torn: "it is torn: its sectors were not all written together",
  "protection-removed": "its protection flag is off, its checksum or torn bits are not",
  empty: "it is in use, but empty",
  header: "its header is not that of a page in use",
  "other-page": "it carries another page's number",
  order: "its extent is out of order",
  twice: "its extent comes twice",
  missing: "it is in use, but not in the backup",
  "pfs-missing": "the page that tells which pages are in use is not in the backup",
};

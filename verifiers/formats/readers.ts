import { createCompressedReader } from "./compressed/create-compressed-reader.ts";
import { gzip } from "./compressed/gzip.ts";
import { zstd } from "./compressed/zstd.ts";
import { createStreamReader, type StreamFormat } from "./create-reader.ts";
import type { FormatReader } from "./format-reader.ts";
import { qcow2Reader } from "./images/qcow2-reader.ts";
import { rawReader } from "./images/raw-reader.ts";
import { vhdReader } from "./images/vhd-reader.ts";
import { vhdxReader } from "./images/vhdx-reader.ts";
import { vmdkReader } from "./images/vmdk-reader.ts";
import { mariadbSqlFormat } from "./mariadb-sql/mariadb-sql-format.ts";
import { postgresCustomFormat } from "./postgres-archive/custom-format.ts";
import { postgresTarFormat } from "./postgres-archive/tar-format.ts";
import { postgresSqlFormat } from "./postgres-sql/postgres-sql-format.ts";
import { sqlServerBackup } from "./sql-server-backup/sql-server-backup.ts";
import { sqliteFormat } from "./sqlite/sqlite-format.ts";
import { dataDirectoryFormat, tarFormat } from "./tar/tar-format.ts";
import { logFormat } from "./write-ahead-log/log-format.ts";
import { zipReader } from "./zip/zip-reader.ts";

/** What can be read forwards only, and so within a compressed stream too. */
export const STREAM_FORMATS: readonly StreamFormat[] = [
  postgresSqlFormat,
  mariadbSqlFormat,
  postgresCustomFormat,
  postgresTarFormat,
  dataDirectoryFormat,
  tarFormat,
  sqliteFormat,
  logFormat,
];

/** All formats that are read here without their engine. The first that recognises a file has it. */
export const FORMAT_READERS: readonly FormatReader[] = [
  sqlServerBackup,
  ...STREAM_FORMATS.map(createStreamReader),
  createCompressedReader(gzip, STREAM_FORMATS),
  createCompressedReader(zstd, STREAM_FORMATS),
  zipReader,
  qcow2Reader,
  vhdReader,
  vhdxReader,
  vmdkReader,
  rawReader,
];

import type { Product } from "../estate.ts";

/** Rows each main table starts with; a night adds about one in a hundred. */
export const ROWS_AT_START = 5_000;

type Table = { readonly create: string; readonly insert: string };

/**
 * The tables of each product. `insert` takes `$1` first id, `$2` last id, `$3` the instant of the
 * newest row: rows are
 * spread over the day before it, so that the newest is as old as the growth of a living application
 * makes it.
 */
export const TABLES: Readonly<Record<Product, Readonly<Record<string, Table>>>> = {
  visitor: {
    visits: {
      create: `CREATE TABLE visits (id integer PRIMARY KEY, guest text NOT NULL, host integer NOT NULL,
        arrived_at timestamptz NOT NULL, badge text NOT NULL)`,
      insert: `INSERT INTO visits SELECT n, 'guest ' || md5(n::text), n % 97,
        $3::timestamptz - interval '1 minute' * ($2::integer - n), md5('badge' || n) FROM generate_series($1::integer, $2::integer) AS n`,
    },
    hosts: {
      create: "CREATE TABLE hosts (id integer PRIMARY KEY, name text NOT NULL, mail text NOT NULL)",
      insert: `INSERT INTO hosts SELECT n, 'host ' || n, 'host' || n || '@example.com'
        FROM generate_series(($1::integer - 1) / 50 + 1, $2::integer / 50) AS n WHERE $3::timestamptz IS NOT NULL`,
    },
  },
  meeting: {
    bookings: {
      create: `CREATE TABLE bookings (id integer PRIMARY KEY, room integer NOT NULL, subject text NOT NULL,
        created_at timestamptz NOT NULL, attendees integer NOT NULL)`,
      insert: `INSERT INTO bookings SELECT n, n % 40, 'subject ' || md5(n::text),
        $3::timestamptz - interval '1 minute' * ($2::integer - n), n % 12 FROM generate_series($1::integer, $2::integer) AS n`,
    },
    rooms: {
      create:
        "CREATE TABLE rooms (id integer PRIMARY KEY, name text NOT NULL, seats integer NOT NULL)",
      insert: `INSERT INTO rooms SELECT n, 'room ' || n, 4 + n % 16
        FROM generate_series(($1::integer - 1) / 100 + 1, $2::integer / 100) AS n WHERE $3::timestamptz IS NOT NULL`,
    },
  },
  deskbooking: {
    reservations: {
      create: `CREATE TABLE reservations (id integer PRIMARY KEY, desk integer NOT NULL, person text NOT NULL,
        created_at timestamptz NOT NULL, day date NOT NULL)`,
      insert: `INSERT INTO reservations SELECT n, n % 300, 'person ' || md5(n::text),
        $3::timestamptz - interval '1 minute' * ($2::integer - n), ($3::timestamptz)::date FROM generate_series($1::integer, $2::integer) AS n`,
    },
    desks: {
      create:
        "CREATE TABLE desks (id integer PRIMARY KEY, floor integer NOT NULL, label text NOT NULL)",
      insert: `INSERT INTO desks SELECT n, n % 9, 'desk ' || n
        FROM generate_series(($1::integer - 1) / 20 + 1, $2::integer / 20) AS n WHERE $3::timestamptz IS NOT NULL`,
    },
  },
};

/** Where each product shows how fresh its data is. */
export const FRESHNESS: Readonly<
  Record<Product, { readonly table: string; readonly column: string }>
> = {
  visitor: { table: "public.visits", column: "arrived_at" },
  meeting: { table: "public.bookings", column: "created_at" },
  deskbooking: { table: "public.reservations", column: "created_at" },
};

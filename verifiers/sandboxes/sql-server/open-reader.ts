import { quote } from "./quote.ts";
import { Session, type SqlServerConnection } from "./session.ts";

/**
 * A session in a restored database that can only read it: as a user without a login, for good, so
 * that what the database brings along (views, functions, triggers) runs without our rights.
 * Triggers are put out first, since they would run with ours as that user is made.
 */
export async function openReader(
  connection: SqlServerConnection,
  database: string,
  signal: AbortSignal,
): Promise<Session> {
  const user = database.replace("vigie_restore_", "vigie_reader_");
  const session = await Session.open(connection, database);
  try {
    for (const statement of [
      "DISABLE TRIGGER ALL ON DATABASE;",
      `CREATE USER ${quote.name(user)} WITHOUT LOGIN;`,
      `ALTER ROLE db_datareader ADD MEMBER ${quote.name(user)};`,
      `GRANT VIEW DEFINITION TO ${quote.name(user)};`,
      `EXECUTE AS USER = ${quote.text(user)} WITH NO REVERT;`,
    ])
      await session.run(statement, { signal });
    return session;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

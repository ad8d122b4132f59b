import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this user's recordings live when nobody says otherwise: `%LOCALAPPDATA%` on Windows, the XDG data folder elsewhere. */
export function databaseFile(env: Readonly<Record<string, string | undefined>>): string {
  const folder = env.LOCALAPPDATA ?? env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share');
  return join(folder, 'BypassIO Inspector', 'events.db');
}

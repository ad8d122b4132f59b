import { join } from 'node:path';
import { app, BrowserWindow, Menu, MessageChannelMain, nativeTheme, protocol, screen, session, utilityProcess } from 'electron';
import { startShell } from './shell.ts';

const programs = import.meta.dirname;
const electron = { app, protocol, session, nativeTheme, screen, menu: Menu, utilityProcess, BrowserWindow, MessageChannelMain };

startShell(electron, {
  programs,
  assets: join(programs, '..', 'renderer'),
  argv: process.argv.slice(1),
  now: () => performance.now(),
}).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  app.exit(1);
});

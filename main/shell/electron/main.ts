import { join } from 'node:path';
import { app, BrowserWindow, Menu, MessageChannelMain, nativeTheme, protocol, screen, session, utilityProcess } from 'electron';
import { ELEVATED_SERVICE } from '../../contract/elevation-words.ts';
import { becomeElevatedService } from './elevated.ts';
import { startShell } from './shell.ts';

const programs = import.meta.dirname;
const electron = { app, protocol, session, nativeTheme, screen, menu: Menu, utilityProcess, BrowserWindow, MessageChannelMain };

const argv = process.argv.slice(1);

const begun = argv.includes(ELEVATED_SERVICE)
  ? becomeElevatedService(app, argv)
  : startShell(electron, { programs, assets: join(programs, '..', 'renderer'), argv, folder: process.cwd(), now: () => performance.now() });
begun.catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  app.exit(1);
});

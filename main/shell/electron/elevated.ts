import type * as Electron from 'electron';

/**
 * Makes this program the elevated service instead of a window: Windows' prompt then names the product and its signature, and the packaged
 * program runs only the code that it was packaged with. It shows nothing, so it needs no graphics, and it takes no part in there being
 * one window.
 */
export async function becomeElevatedService(
  app: Pick<Electron.App, 'disableHardwareAcceleration' | 'exit'>,
  argv: readonly string[],
): Promise<void> {
  app.disableHardwareAcceleration();
  const code = import('../elevated/program.ts').then(({ runElevatedService }) => runElevatedService(argv));
  app.exit(await code);
}

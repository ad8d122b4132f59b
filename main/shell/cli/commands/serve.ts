import { fileURLToPath } from 'node:url';
import { fail, ok } from '../../../domain/result.ts';
import { badRequest } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';

export const serve: Command = {
  usage: 'serve [--port <number>]',
  summary: 'the window in a browser: served on this computer only, until Ctrl+C',
  options: { port: { type: 'string' } },
  async run({ service, recording, cases, elevation, machine, console, arguments: { sim, words, values } }) {
    if (words.length > 0) return fail(badRequest('serve takes no path', words[0]));
    const port = values.get('port');
    if (port !== undefined && !/^\d{1,5}$/.test(port)) return fail(badRequest('--port takes a number', port));
    // Only this command needs the server and the schemas: the others start without them.
    const [{ startWebShell }, { createRouter }, { elevationUnderNode }, { passOnTo }] = await Promise.all([
      import('../../web/server.ts'),
      import('../../../service/router.ts'),
      import('../../elevated/node-program.ts'),
      import('../../elevated/pass-on.ts'),
    ]);
    const elevated = await elevationUnderNode({ elevation }, machine.simulated, sim);
    const assets = fileURLToPath(new URL('../renderer/', import.meta.url)); // beside the bundle's folder
    const started = await startWebShell({
      router: createRouter(service, recording, elevated, cases),
      passOn: passOnTo(elevated),
      assets,
      ...(port === undefined ? {} : { port: Number(port) }),
    });
    if (!started.ok) return started;
    console.note(`${started.value.url}\nCtrl+C ends it.\n`);
    await console.interrupted;
    await started.value.close();
    return ok({ exitCode: EXIT.full, data: () => ({ url: started.value.url }), text: () => [] });
  },
};

import { parseArgs } from 'node:util';
import { type App, createApp } from '../../app.ts';
import type { ElevatedProgram } from '../../service/elevation/elevation.ts';
import { createRouter } from '../../service/router.ts';
import { type Simulation, simulationArguments, takeSimulation } from '../arguments.ts';
import { reportBug } from '../bugs.ts';
import { passOnTo } from '../elevated/pass-on.ts';
import { createChannelServer, createFailedServer, type ServeChannel } from '../rpc.ts';
import { channelOfPort } from './port-channel.ts';

// A process of its own: it serves each port it is sent until the program ends.
const { sim, rest } = takeSimulation(process.argv.slice(2));
const making = createApp(sim === undefined ? {} : { sim });
const serving = making.then((app) => (app.ok ? serve(app.value) : createFailedServer(app.error)));

// Listened to from the start: a port that comes while the libraries are being opened must not be lost.
process.parentPort.on('message', async ({ data, ports }) => {
  if (isCaseToOpen(data)) {
    const app = await making;
    if (app.ok) await app.value.cases.openNamed(data.openCase); // what fails is told to every page
  }
  const serveChannel = await serving;
  for (const port of ports) {
    serveChannel(channelOfPort(port));
    port.start();
  }
});

async function serve(app: App): Promise<ServeChannel> {
  const elevation = await app.elevation(elevatedProgram(sim));
  const router = createRouter(app.service, app.recording, elevation, app.cases);
  return createChannelServer(router, reportBug, passOnTo(elevation));
}

/** The program that this process belongs to: it can be started once more, as the elevated service. */
function elevatedProgram(simulation: Simulation): ElevatedProgram {
  const text = { type: 'string' } as const;
  const { program, window } = parseArgs({ args: rest, options: { program: text, window: text } }).values;
  const words = [...(program === undefined ? [] : [program]), ...simulationArguments(simulation)];
  return { file: process.execPath, words, window: BigInt(window ?? 0) };
}

function isCaseToOpen(data: unknown): data is { readonly openCase: string } {
  return typeof data === 'object' && data !== null && 'openCase' in data && typeof data.openCase === 'string';
}

import { createApp } from '../../app.ts';
import { createRouter } from '../../service/router.ts';
import { takeSimulation } from '../arguments.ts';
import { reportBug } from '../bugs.ts';
import { createChannelServer, createFailedServer } from '../rpc.ts';
import { channelOfPort } from './port-channel.ts';

// A process of its own: it serves each port it is sent until the program ends.
const sim = takeSimulation(process.argv.slice(2)).sim;
const serving = createApp(sim === undefined ? {} : { sim }).then((app) =>
  app.ok
    ? createChannelServer(createRouter(app.value.service, app.value.recording, undefined, app.value.cases), reportBug)
    : createFailedServer(app.error),
);

// Listened to from the start: a port that comes while the libraries are being opened must not be lost.
process.parentPort.on('message', async ({ ports }) => {
  const serveChannel = await serving;
  for (const port of ports) {
    serveChannel(channelOfPort(port));
    port.start();
  }
});

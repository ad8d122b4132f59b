import { createApp } from '../../app.ts';
import { createRouter } from '../../service/router.ts';
import { readSimulation } from '../arguments.ts';
import { reportBug } from '../bugs.ts';
import { createChannelServer, createFailedServer } from '../rpc.ts';
import { channelOfPort } from './port-channel.ts';

// A process of its own: it serves each port it is sent until the program ends.
const sim = readSimulation(process.argv.slice(2));
const app = createApp(sim === undefined ? {} : { sim });
const serveChannel = app.ok ? createChannelServer(createRouter(app.value.service), reportBug) : createFailedServer(app.error);

process.parentPort.on('message', ({ ports }) => {
  for (const port of ports) {
    serveChannel(channelOfPort(port));
    port.start();
  }
});

/** Stands in for Electron's utility process: gives the service's bundle the `parentPort` that it expects, and passes ports on to it. */
import { EventEmitter } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { StandInPort } from './electron-stand-in.ts';

process.argv.splice(2, process.argv.length, ...workerData.args);
process.parentPort = new EventEmitter();
parentPort.on('message', (message) => {
  const isCase = 'openCase' in message;
  process.parentPort.emit('message', { data: isCase ? message : 'port', ports: isCase ? [] : [new StandInPort(message)] });
});
await import(workerData.service);

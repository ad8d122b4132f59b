/** Stands in for Electron's utility process: gives the service's bundle the `parentPort` that it expects, and passes ports on to it. */
import { EventEmitter } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { StandInPort } from './electron-stand-in.ts';

process.argv.splice(2, process.argv.length, ...workerData.args);
process.parentPort = new EventEmitter();
parentPort.on('message', (port) => process.parentPort.emit('message', { ports: [new StandInPort(port)] }));
await import(workerData.service);

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElevatedProgram } from '../../service/elevation/elevation.ts';
import { type Simulation, simulationArguments } from '../arguments.ts';

/** The bundle beside every other; a shell that runs from its source has it under build/. */
const entry = new URL(import.meta.url.endsWith('.ts') ? '../../../build/main/elevated.js' : './elevated.js', import.meta.url);

/** The elevated service of a shell that runs under plain Node. A scenario is named in full: the service starts in a folder of Windows. */
export const nodeProgram = (simulation: Simulation): ElevatedProgram => ({
  file: process.execPath,
  words: [fileURLToPath(entry), ...simulationArguments(typeof simulation === 'string' ? resolve(simulation) : simulation)],
  window: 0n,
});

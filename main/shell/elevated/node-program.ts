import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App } from '../../app.ts';
import { programUrl } from '../../programs.ts';
import { type ElevatedProgram, type Elevation, NO_ELEVATION } from '../../service/elevation/elevation.ts';
import { type Simulation, simulationArguments } from '../arguments.ts';

/** The elevated service under plain Node. A scenario is named in full: the service starts in a folder of Windows. */
export const nodeProgram = (simulation: Simulation): ElevatedProgram => ({
  file: process.execPath,
  words: [fileURLToPath(programUrl('elevated')), ...simulationArguments(typeof simulation === 'string' ? resolve(simulation) : simulation)],
  window: 0n,
});

/**
 * What a window in the browser is offered: rights on the simulated machine. On a real Windows none are asked for, since the prompt would
 * name Node and not this product, and NODE_OPTIONS or a changed script would get them too. The packaged window is proof against both.
 */
export const elevationUnderNode = async (app: Pick<App, 'elevation'>, isSimulated: boolean, simulation: Simulation): Promise<Elevation> =>
  isSimulated ? app.elevation(nodeProgram(simulation)) : NO_ELEVATION;

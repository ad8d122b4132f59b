/** Makes objects of which a few are always alive, and prints how large V8's young generation has become: with `steady`, while it is kept. */
import { getHeapSpaceStatistics } from 'node:v8';
import { SteadyHeap } from '../../main/service/steady-heap.ts';

using _steady = process.argv[2] === 'steady' ? new SteadyHeap() : null;
const alive: unknown[] = [];
for (let index = 0; index < 3_000_000; index++) alive[index % 5_000] = { index, text: `event ${index}`, list: [index] };
const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
process.stdout.write(String(young?.space_size));

import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's young generation at its size for as long as this lives. It would double it again and again, up to three times 32 MB, as more
 * and more objects happen to be alive at the moment of a collection: in an import of millions of events they always are, and none of them
 * is needed for long. V8 reads this flag whenever it is about to grow; where a version no longer knows it, memory grows as it did before.
 */
export class SteadyHeap implements Disposable {
  constructor() {
    setFlagsFromString('--semi-space-growth-factor=1');
  }

  [Symbol.dispose](): void {
    setFlagsFromString('--semi-space-growth-factor=2'); // V8's own
  }
}

import type { Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { bind, type Libraries } from './library.ts';

type Prototypes = { CoInitializeEx(reserved: null, mode: number): number };

const COINIT_APARTMENTTHREADED = 0x2;
const COINIT_DISABLE_OLE1DDE = 0x4;

/**
 * Makes the calling thread a single-threaded apartment, as the shell wants it: extensions of its own may run in the call. Nobody leaves
 * it again, since the thread ends. Fails with the HRESULT when the thread is another kind of apartment already.
 */
export function enterApartment(libraries: Libraries): Result<null> {
  const ole32 = bind<Prototypes>(libraries, 'ole32', { CoInitializeEx: 'int32_t CoInitializeEx(void *reserved, uint32_t mode)' });
  if (!ole32.ok) return ole32;
  const answered = ole32.value.CoInitializeEx(null, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE);
  // S_FALSE, 1, says that it was one already.
  return answered >= 0 ? ok(null) : fail({ kind: 'hresult', call: 'CoInitializeEx', code: answered >>> 0 });
}

import type { ImportedFilter } from '../contract/evidence.ts';
import type { Failure } from '../contract/failure.ts';
import type { Cause, TargetVerdict } from '../contract/verdicts.ts';
import type { Layer } from '../contract/words.ts';
import { adviceForNotApplicable } from './advice.ts';
import { layerOfLowerDriver } from './catalogue.ts';
import { causesOf } from './causes.ts';
import { kindOf, mountOf, surroundings, UNSAID } from './imported.ts';
import { STATUS_CODES } from './status.ts';
import type { FsutilOutput } from './text/fsutil.ts';
import { isFileSystemDriver, type Judgement, type Refusal } from './verdict.ts';

/** FACILITY_NTWIN32: the form NTSTATUS_FROM_WIN32 gives to a code without a status of its own. Only to tell it from "nobody gave a code". */
const ntstatusFromWin32 = (code: number): number => (0xc007_0000 | (code & 0xffff)) >>> 0;

/** The status whose Win32 twin was printed; null where several have it, or none. */
function ntstatusOf(code: number): number | null {
  if (code >= 0x8000_0000) return code;
  const twins = STATUS_CODES.filter(({ win32 }) => win32 === code);
  return twins.length === 1 ? (twins[0]?.ntstatus ?? null) : null;
}

/** The verdict that one output of `fsutil bypassio state` gives. `filters` are those of the same volume, where they were sent along. */
export function verdictOfFsutil(output: FsutilOutput, filters: readonly ImportedFilter[]): TargetVerdict {
  const { path, status, storage } = output;
  const judgement = judgeFsutil(output);
  const around = { ...surroundings(kindOf(path), filters), storageDriver: storage?.driver ?? null, busType: storage?.busType ?? null };
  return {
    ...UNSAID,
    path,
    targetKind: kindOf(path),
    mount: mountOf(path),
    verdict: judgement.verdict,
    causes: causesOf(judgement, around).map((cause) => (cause.evidence === 'imported' ? withPrintedCode(cause, status) : cause)),
    storage,
    failure: judgement.failure,
    advice: judgement.verdict === 'notApplicable' ? adviceForNotApplicable(null) : null,
  };
}

/** fsutil printed the Win32 code: that is what was seen. The status beside it comes from the table, or is not known. */
function withPrintedCode(cause: Cause, status: FsutilOutput['status']): Cause {
  if (status === null || status.code >= 0x8000_0000 || ntstatusOf(status.code) !== null) return cause;
  return { ...cause, ntstatus: null, ntstatusName: null, win32: status.code, win32Name: null, win32Message: status.text };
}

/** Drivers of the volume stack that Windows brings. Which others a machine has, its text does not say. */
const VOLUME_DRIVERS = ['fvevol.sys', 'volsnap.sys', 'volume.sys', 'volmgr.sys', 'rdyboost.sys', 'iorate.sys'];

const printedFailure = (path: string, { code, text }: NonNullable<FsutilOutput['status']>): Failure => ({
  kind: 'win32',
  call: 'fsutil bypassio state',
  code,
  target: path,
  ...(text === null ? {} : { message: text }),
});

function judgeFsutil(output: FsutilOutput): Judgement {
  const { status, volumeDriver, driver, reason, storage, said } = output;
  const opStatus = status === null ? null : (ntstatusOf(status.code) ?? ntstatusFromWin32(status.code));
  const base = { opStatus, reason, evidence: 'imported' } as const;
  const judged = (verdict: Judgement['verdict'], refusals: readonly Refusal[] = []): Judgement => ({
    verdict,
    refusals,
    outFlags: 0,
    failure: null,
  });
  const layerOf = (name: string, otherwise: Layer): Layer =>
    isFileSystemDriver(name) ? 'fileSystem' : (layerOfLowerDriver(name, storage?.driver ?? null, VOLUME_DRIVERS) ?? otherwise);
  if (volumeDriver !== null) return judged('partial', [{ ...base, layer: layerOf(volumeDriver, 'volume'), driver: volumeDriver }]);
  if (status !== null && status.code === 0) return judged('full');
  if (status !== null && said === 'partial') return judged('partial', [{ ...base, layer: 'volume', driver }]);
  if (status !== null) {
    const isUnknowing = driver === null && (status.code === 1 || status.code === 50);
    if (isUnknowing) return { ...judged('notApplicable'), failure: printedFailure(output.path, status) };
    return judged('blocked', [{ ...base, layer: driver === null ? 'filter' : layerOf(driver, 'filter'), driver }]);
  }
  if (said === 'notSupported') return judged('blocked');
  if (storage?.compatible === false) return judged('partial', [{ ...base, layer: 'storage', driver: storage.driver }]);
  if (said === 'partial') return judged('partial', [{ ...base, layer: 'volume', driver: null }]);
  if (said === 'supported' || storage?.compatible === true) return judged('full');
  const detail = 'neither a code nor a driver stands in the text, and its words are in a language that is not read';
  return { ...judged('unknown'), failure: { kind: 'refused', call: 'fsutil bypassio state', detail, target: output.path } };
}

import type { Cause, FilterInstance, LowerDriver, VolumeStack } from '../../main/contract/verdicts.ts';

const NO_CODES = { ntstatus: null, ntstatusName: null, win32: null, win32Name: null, win32Message: null };

export const missingOptIn: Cause = {
  summary: 'OldGuard.sys has not opted in',
  layer: 'filter',
  driver: 'OldGuard.sys',
  ntstatus: '0xC00004D2',
  ntstatusName: 'STATUS_BYPASSIO_FLT_NOT_SUPPORTED',
  win32: 506,
  win32Name: 'ERROR_BYPASSIO_FLT_NOT_SUPPORTED',
  win32Message: 'At least one minifilter does not support bypass IO.',
  reason: 'The specified minifilter does not support bypass IO.',
  evidence: 'query',
  supportedFeatures: 3,
  advice: null,
};

export const bitLocker: Cause = {
  summary: 'fvevol.sys refuses on the volume stack',
  layer: 'volume',
  driver: 'fvevol.sys',
  ntstatus: '0xC00004C9',
  ntstatusName: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION',
  win32: 495,
  win32Name: 'ERROR_NOT_SUPPORTED_WITH_ENCRYPTION',
  win32Message: 'Encryption is enabled.',
  reason: 'BitLocker Drive Encryption is enabled.',
  evidence: 'query',
  supportedFeatures: null,
  advice: {
    id: 'bitlocker',
    title: 'BitLocker encrypts this volume',
    meaning: 'Data has to pass the BitLocker driver.',
    remedies: ['Leave it.', 'Ask the owner of the policy.'],
    risk: 'high for decryption',
    confidence: 'documented',
    sources: ['a page'],
  },
};

export const notCompatible: Cause = {
  ...NO_CODES,
  summary: 'storahci.sys is not BypassIO compatible',
  layer: 'storage',
  driver: 'storahci.sys',
  reason: null,
  evidence: 'query',
  supportedFeatures: null,
  advice: null,
};

export function filter(name: string, altitude: string, supportedFeatures: number, state: FilterInstance['state']): FilterInstance {
  return {
    name,
    driver: `${name}.sys`,
    driverAssumed: false,
    altitude,
    group: null,
    company: 'Example',
    version: '1.0',
    supportedFeatures,
    optedIn: (supportedFeatures & 8) !== 0,
    kind: 'minifilter',
    instance: `${name} Instance`,
    state,
  };
}

export function below(layer: LowerDriver['layer'], driver: string, state: LowerDriver['state']): LowerDriver {
  return { layer, driver, detail: null, state };
}

export function stack(over: Partial<VolumeStack>): VolumeStack {
  return {
    mount: 'E:',
    label: 'Library',
    fileSystem: 'NTFS',
    verdict: 'full',
    causes: [],
    outFlags: ['COMPATIBLE_STORAGE_DRIVER'],
    answers: [],
    filters: [],
    below: [],
    filtersFailure: null,
    failure: null,
    ...over,
  };
}

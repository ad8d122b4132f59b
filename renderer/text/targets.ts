import type { Answer, Storage } from '../../main/contract/verdicts.ts';
import type { FileFact, TargetKind } from '../../main/contract/words.ts';

export const KIND_WORDS: Readonly<Record<TargetKind, string>> = {
  file: 'File',
  directory: 'Folder',
  volume: 'Volume',
  device: 'Device',
  unknown: 'Not known',
};

export const QUESTION_WORDS: Readonly<Record<Answer['question'], string>> = {
  query: 'QUERY',
  queryFilterStackOnly: 'QUERY, filter stack only',
  getInfo: 'GET_INFO',
};

const FACT_WORDS: Readonly<Record<FileFact, string>> = {
  compressed: 'NTFS-compressed',
  encrypted: 'encrypted (EFS)',
  sparse: 'sparse',
  resident: 'resident in the MFT: takes the normal path',
  pagingFile: 'paging file',
  wof: 'WOF-compressed (compact /exe)',
  dax: 'on a DAX volume',
};

export function factWords(fact: FileFact): string {
  return FACT_WORDS[fact];
}

const COMPATIBLE = { true: 'BypassIO compatible', false: 'not BypassIO compatible', null: 'compatibility not known' } as const;

/** `NVMe, stornvme.sys, BypassIO compatible`. */
export function storageText(storage: Storage | null): string {
  if (storage === null) return 'not known';
  return [storage.busType, storage.driver, COMPATIBLE[`${storage.compatible}`]].filter((part) => part !== null).join(', ');
}

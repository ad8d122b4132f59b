import type { Answer, Storage, TargetVerdict } from '../verdicts.ts';
import type { FileFact, TargetKind } from '../words.ts';

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

/** The properties that decide about BypassIO; whether all of them could be read is said too. */
export function attributesText({ facts, factsComplete, targetKind }: TargetVerdict): string {
  if (targetKind === 'unknown') return 'not known';
  const found = facts.length === 0 ? 'none that matter' : facts.map(factWords).join(', ');
  return factsComplete ? found : `${facts.length === 0 ? 'none found' : found}; not all could be read`;
}

const COMPATIBLE = { true: 'BypassIO compatible', false: 'not BypassIO compatible', null: 'compatibility not known' } as const;

/** `NVMe, stornvme.sys, BypassIO compatible`. */
export function storageText(storage: Storage | null): string {
  if (storage === null) return 'not known';
  return [storage.busType, storage.driver, COMPATIBLE[`${storage.compatible}`]].filter((part) => part !== null).join(', ');
}

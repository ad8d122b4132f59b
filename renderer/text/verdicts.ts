export * from '../../main/contract/text/verdicts.ts';

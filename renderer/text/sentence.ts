export * from '../../main/contract/text/sentence.ts';

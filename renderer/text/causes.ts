export * from '../../main/contract/text/causes.ts';

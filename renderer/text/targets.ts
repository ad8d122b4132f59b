export * from '../../main/contract/text/targets.ts';

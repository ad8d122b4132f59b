export * from '../../main/contract/text/machine.ts';

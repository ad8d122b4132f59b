export * from '../../main/contract/text/stack.ts';

import { visible } from '../../main/contract/visible.ts';

/** Running text whose `backticked` parts are commands and names to type. */
export function Words({ text }: { readonly text: string }) {
  return visible(text)
    .split('`')
    .map((part, index) =>
      index % 2 === 1 ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text keep their order
        <code key={index} className="typed">
          {part}
        </code>
      ) : (
        part
      ),
    );
}

import type { RedactionPreview } from '../../main/contract/case.ts';
import { countOf, formatCount } from '../../main/contract/numbers.ts';
import styles from './export.module.css';
import { CATEGORY_WORDS } from './export-words.ts';

/** Each category with how many terms of it stand in how many places. */
export function CategoryCounts({ categories }: Pick<RedactionPreview, 'categories'>) {
  return (
    <ul className={styles.categories}>
      {categories
        .filter(({ terms }) => terms > 0)
        .map(({ category, terms, cells }) => (
          <li key={category}>
            {CATEGORY_WORDS[category]}: {formatCount(terms)}, in {countOf(cells, 'place')}
          </li>
        ))}
    </ul>
  );
}

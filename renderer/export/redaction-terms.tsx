import { Button, ToggleButton } from '@fluentui/react-components';
import { useMemo, useState } from 'react';
import type { RedactedTerm, RedactionPreview } from '../../main/contract/case.ts';
import type { RedactionCategory } from '../../main/contract/case-words.ts';
import { countOf, formatCount } from '../../main/contract/numbers.ts';
import { visible } from '../../main/contract/visible.ts';
import type { DataColumn } from '../table/columns.ts';
import { DataTable } from '../table/data-table.tsx';
import styles from './export.module.css';
import { CATEGORY_WORDS } from './export-words.ts';

interface Row {
  readonly key: string;
  readonly of: RedactedTerm;
}

const COLUMNS: readonly DataColumn<Row>[] = [
  { id: 'category', header: 'What', width: 116, text: ({ of }) => CATEGORY_WORDS[of.category] },
  { id: 'before', header: 'Before', width: 200, text: ({ of }) => visible(of.before), face: 'fixed' },
  { id: 'after', header: 'After', width: 160, text: ({ of }) => visible(of.after), face: 'fixed' },
  {
    id: 'cells',
    header: 'Places',
    width: 76,
    text: ({ of }) => formatCount(of.cells),
    compare: (a, b) => a.of.cells - b.of.cells,
    face: 'number',
  },
];
const NONE: readonly string[] = [];

interface RedactionTermsProps {
  readonly found: RedactionPreview;
  /** The term stays as it is. */
  readonly onAllow: (term: string) => void;
}

/** Every term before and after, by category; the chosen one can be left as it is. */
export function RedactionTerms({ found, onAllow }: RedactionTermsProps) {
  const [category, setCategory] = useState<RedactionCategory | null>(null);
  const [selected, select] = useState<string | null>(null);
  const rows = useMemo(
    () =>
      found.terms
        .filter((term) => category === null || term.category === category)
        .map((of): Row => ({ key: `${of.category} ${of.before}`, of })),
    [found, category],
  );
  const chosen = rows.find(({ key }) => key === selected)?.of;
  const categories = found.categories.filter(({ terms }) => terms > 0);
  if (categories.length === 0) return null;
  return (
    <div className={styles.terms}>
      <div className={styles.chips} role="group" aria-label="Categories">
        <ToggleButton size="small" shape="circular" checked={category === null} onClick={() => setCategory(null)}>
          All
        </ToggleButton>
        {categories.map(({ category: each, terms }) => (
          <ToggleButton key={each} size="small" shape="circular" checked={category === each} onClick={() => setCategory(each)}>
            {CATEGORY_WORDS[each]} {formatCount(terms)}
          </ToggleButton>
        ))}
      </div>
      <DataTable
        label="Terms"
        noun="term"
        kept="redaction-columns"
        rows={rows}
        columns={COLUMNS}
        hidden={NONE}
        selected={selected}
        onSelect={select}
        onExplain={select}
      />
      {found.more && <p className={styles.hint}>The first {countOf(found.terms.length, 'term')} are listed; all are replaced.</p>}
      <div className={styles.act}>
        <Button size="small" disabledFocusable={chosen === undefined} onClick={() => chosen !== undefined && onAllow(chosen.before)}>
          Keep as it is
        </Button>
        <span className={styles.hint}>{chosen === undefined ? 'Choose a term above to leave it as it is.' : visible(chosen.before)}</span>
      </div>
    </div>
  );
}

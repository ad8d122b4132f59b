import { Checkbox, Field, Radio, RadioGroup, Select } from '@fluentui/react-components';
import { EXPORT_FORMATS } from '../../main/contract/case-words.ts';
import { REPORT_TABLES } from '../../main/contract/report-words.ts';
import styles from './export.module.css';
import type { Draft } from './export-draft.ts';
import { FORMAT_WORDS, TABLE_WORDS } from './export-words.ts';

/** The form of the file, each with what it is for. */
export function FormatChoice({ draft, onDraft }: { readonly draft: Draft; readonly onDraft: (draft: Draft) => void }) {
  return (
    <>
      <Field label="Form">
        <RadioGroup
          className={styles.formats ?? ''}
          value={draft.format}
          onChange={(_, { value }) => onDraft({ ...draft, format: EXPORT_FORMATS.find((each) => each === value) ?? draft.format })}
        >
          {EXPORT_FORMATS.map((format) => (
            <Radio
              key={format}
              value={format}
              className={styles.format ?? ''}
              label={
                <span className={styles.formatWords}>
                  <span className={styles.formatName}>
                    {FORMAT_WORDS[format].label} <span className={styles.extension}>.{format}</span>
                  </span>
                  <span className={styles.what}>{FORMAT_WORDS[format].what}</span>
                </span>
              }
            />
          ))}
        </RadioGroup>
      </Field>
      {draft.format === 'csv' && (
        <div className={styles.csv}>
          <Field label="Table" orientation="horizontal">
            <Select
              size="small"
              value={draft.table}
              onChange={(_, { value }) => onDraft({ ...draft, table: REPORT_TABLES.find((each) => each === value) ?? draft.table })}
            >
              {REPORT_TABLES.map((table) => (
                <option key={table} value={table}>
                  {TABLE_WORDS[table]}
                </option>
              ))}
            </Select>
          </Field>
          <Checkbox
            label="Byte order mark, which Excel wants"
            checked={draft.hasBom}
            onChange={(_, { checked }) => onDraft({ ...draft, hasBom: checked === true })}
          />
        </div>
      )}
    </>
  );
}

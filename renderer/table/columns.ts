import type { ReactNode } from 'react';

export interface DataColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** In CSS pixels at 100 %. */
  readonly width: number;
  /** What is sorted, filtered and copied. */
  readonly text: (row: Row) => string;
  /** What is shown, when it is more than the text. */
  readonly cell?: (row: Row) => ReactNode;
  readonly compare?: (a: Row, b: Row) => number;
  readonly face?: 'number' | 'fixed';
}

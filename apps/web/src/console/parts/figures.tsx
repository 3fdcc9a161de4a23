import type { ComponentChildren } from 'preact';

export interface FigureOf {
  readonly name: string;
  readonly value: ComponentChildren;
  /** A word about the value. */
  readonly note?: ComponentChildren;
  readonly kind?: 'normal' | 'warning' | 'error' | 'success';
}

/** Large numbers with their names. */
export function Figures({ of }: { readonly of: readonly FigureOf[] }) {
  return (
    <dl class="figure-row">
      {of.map(({ name, value, note, kind = 'normal' }) => (
        <div key={name} class={`figure figure-${kind}`}>
          <dt>{name}</dt>
          <dd class="figures">{value}</dd>
          {note !== undefined && <dd class="muted small">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}

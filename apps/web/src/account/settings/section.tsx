import type { ComponentChildren } from 'preact';

interface SectionProps {
  readonly title: string;
  readonly lead?: string;
  readonly children: ComponentChildren;
}

/** One subject of the account page. */
export function Section({ title, lead, children }: SectionProps) {
  return (
    <section class="card stack">
      <div>
        <h2>{title}</h2>
        {lead !== undefined && <p class="lead small">{lead}</p>}
      </div>
      {children}
    </section>
  );
}

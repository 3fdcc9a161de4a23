import { formatDateTime } from '../../../shell/format.ts';
import { Badge } from '../../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { Panel } from '../../parts/panel.tsx';
import { Table } from '../../parts/table.tsx';
import { deskTexts } from '../texts.ts';
import type { DeskReservation } from './load-reservation.ts';

/** The mails and text messages about a reservation, and whether they were sent. */
export function NoticesPanel({ notices }: Pick<DeskReservation, 'notices'>) {
  const t = useTexts(deskTexts);
  const language = useLanguage();
  return (
    <Panel title={t.notices}>
      {notices.length === 0 ? (
        <p class="muted">{t.noNotices}</p>
      ) : (
        <Table
          caption={t.notices}
          rows={notices}
          keyOf={({ template, channel, createdAt }) => `${template} ${channel} ${createdAt}`}
          columns={[
            { name: t.notice, cell: ({ template }) => t.templates[template] ?? template },
            { name: t.channel, cell: ({ channel }) => t.channels[channel] },
            {
              name: t.status,
              cell: ({ sentAt, givenUpReason }) =>
                sentAt !== null ? (
                  formatDateTime(sentAt, language)
                ) : (
                  <Badge kind={givenUpReason === null ? 'info' : 'error'}>
                    {givenUpReason === null ? t.notYetSent : t.notSent}
                  </Badge>
                ),
            },
          ]}
        />
      )}
    </Panel>
  );
}

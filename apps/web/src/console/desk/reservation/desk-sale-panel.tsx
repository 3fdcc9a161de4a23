import { reservationTexts } from '../../../reservations/texts.ts';
import { formatDateTime } from '../../../shell/format.ts';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { Panel } from '../../parts/panel.tsx';
import { deskTexts } from '../texts.ts';
import '../desk.css';
import type { DeskReservation } from './load-reservation.ts';

interface DeskSalePanelProps {
  readonly sale: NonNullable<DeskReservation['deskSale']>;
}

/** To whom seats were sold at the desk, by whom and how. */
export function DeskSalePanel({ sale }: DeskSalePanelProps) {
  const t = useTexts(deskTexts);
  const texts = useTexts(reservationTexts);
  const language = useLanguage();
  const { holder, method, note, soldBy, soldAt } = sale;
  return (
    <Panel title={t.soldAtDesk}>
      <p class="desk-person">
        <strong>{holder.name ?? t.forgotten}</strong> {holder.email} {holder.phone}
      </p>
      <p>
        {texts.method[method]} · {formatDateTime(soldAt, language)} · {t.seller} {soldBy.name ?? soldBy.id}
      </p>
      {note !== null && <p class="desk-note">{note}</p>}
    </Panel>
  );
}

import { dataOf } from '@concert-mania/client/problem';
import { useRef, useState } from 'preact/hooks';
import type { Concert } from '../../concerts/load-concert.ts';
import { api } from '../../shell/client.ts';
import { formatDateTime } from '../../shell/format.ts';
import { Button } from '../../shell/parts/button.tsx';
import { Field } from '../../shell/parts/field.tsx';
import { Notice } from '../../shell/parts/notice.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { TextField } from '../parts/inputs.tsx';
import { Panel } from '../parts/panel.tsx';
import { fromSeoulInput, toSeoulInput } from '../set-up/seoul-time.ts';
import { CancellationReport } from './cancellation-report.tsx';
import { saleTexts } from './texts.ts';

type Performance = Concert['performances'][number];

interface PerformanceEndProps {
  readonly concert: Concert;
  readonly performance: Performance;
  readonly onChange: () => void;
}

const DAY_MS = 86_400_000;
const MOST_REASON = 500;

/** Postpones or cancels a performance; once it is cancelled, the report of its refunds. */
export function PerformanceEnd({ concert, performance, onChange }: PerformanceEndProps) {
  const texts = useTexts(saleTexts);
  const language = useLanguage();
  const [asks, setAsks] = useState<'postpone' | 'cancel' | null>(null);
  if (performance.cancelled) return <CancellationReport performanceId={performance.id} />;
  const close = () => setAsks(null);
  return (
    <Panel title={texts.end} lead={texts.endLead}>
      {performance.postponedFrom && (
        <Notice kind="info">
          {texts.postponedFrom(formatDateTime(performance.postponedFrom, language))}
        </Notice>
      )}
      <div class="row">
        <Button kind="secondary" onClick={() => setAsks('postpone')}>
          {texts.postpone}
        </Button>
        <Button kind="danger" onClick={() => setAsks('cancel')}>
          {texts.cancel}
        </Button>
      </div>
      <Postpone performance={performance} open={asks === 'postpone'} onClose={close} onDone={onChange} />
      <Cancel
        concert={concert}
        performance={performance}
        open={asks === 'cancel'}
        onClose={close}
        onDone={onChange}
      />
    </Panel>
  );
}

interface DialogProps {
  readonly performance: Performance;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function Postpone({ performance, open, onClose, onDone }: DialogProps) {
  const texts = useTexts(saleTexts);
  const later = (days: number) =>
    toSeoulInput(new Date(Date.parse(performance.startsAt) + days * DAY_MS).toISOString());
  const act = async (form: FormData): Promise<void> => {
    const body = {
      startsAt: fromSeoulInput(String(form.get('startsAt'))),
      refundUntil: fromSeoulInput(String(form.get('refundUntil'))),
      reason: String(form.get('reason')).trim(),
    };
    const params = { path: { performanceId: performance.id } };
    await dataOf(api.POST('/v1/admin/performances/{performanceId}/postpone', { params, body }));
    onDone();
  };
  return (
    <ConfirmDialog title={texts.postpone} confirm={texts.postpone} open={open} onClose={onClose} act={act}>
      <p>{texts.postponeLead}</p>
      <Field label={texts.newStart} name="startsAt" type="datetime-local" defaultValue={later(7)} required />
      <Field
        label={texts.refundUntil}
        name="refundUntil"
        type="datetime-local"
        defaultValue={later(-1)}
        required
      />
      <Reason />
    </ConfirmDialog>
  );
}

/** The name of the concert must be typed, because nothing brings the sale back. */
function Cancel({
  concert,
  performance,
  open,
  onClose,
  onDone,
}: DialogProps & Pick<PerformanceEndProps, 'concert'>) {
  const texts = useTexts(saleTexts);
  // One dialog sends one command, however often it is repeated.
  const key = useRef(crypto.randomUUID());
  const act = async (form: FormData): Promise<void> => {
    const path = { performanceId: performance.id };
    const body = { reason: String(form.get('reason')).trim() };
    await dataOf(api.submit('performance.cancel', { path, body, idempotencyKey: key.current }));
    onDone();
  };
  return (
    <ConfirmDialog
      title={texts.cancel}
      confirm={texts.cancel}
      typed={concert.title}
      kind="danger"
      open={open}
      onClose={onClose}
      act={act}
    >
      <p>{texts.cancelLead}</p>
      <Reason />
    </ConfirmDialog>
  );
}

function Reason() {
  const texts = useTexts(saleTexts);
  return (
    <TextField
      label={`${texts.reason} — ${texts.reasonHint}`}
      name="reason"
      maxLength={MOST_REASON}
      required
    />
  );
}

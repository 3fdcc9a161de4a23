import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { api } from '../../shell/client.ts';
import { formatDateTime, formatNumber, formatWon } from '../../shell/format.ts';
import { useLoaded } from '../../shell/loading/use-loaded.ts';
import { LinkButton } from '../../shell/parts/button.tsx';
import { Notice } from '../../shell/parts/notice.tsx';
import { Show } from '../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { Figures } from '../parts/figures.tsx';
import { Panel } from '../parts/panel.tsx';
import { saleTexts } from './texts.ts';

type Cancellation = components['schemas']['PerformanceCancellation'];

const RUNNING_MS = 1_000;
const ENDED_MS = 15_000;

/** How far the refunds of a cancelled performance are, and their closing report. */
export function CancellationReport({ performanceId }: { readonly performanceId: string }) {
  const texts = useTexts(saleTexts);
  const params = { path: { performanceId } };
  const cancellation = useLoaded(
    (signal) =>
      dataOf<Cancellation>(
        api.GET('/v1/admin/performances/{performanceId}/cancellation', { params, signal }),
      ),
    [performanceId],
    ({ finishedAt }) => (finishedAt === null ? RUNNING_MS : ENDED_MS),
  );
  return (
    <Panel title={texts.report}>
      <Show of={cancellation}>{(value) => <Report cancellation={value} />}</Show>
    </Panel>
  );
}

function Report({ cancellation }: { readonly cancellation: Cancellation }) {
  const texts = useTexts(saleTexts);
  const language = useLanguage();
  const { report, reason, startedAt, finishedAt } = cancellation;
  const number = (value: number) => formatNumber(value, language);
  const won = (amount: number) => formatWon(amount, language);
  return (
    <>
      <Notice
        kind={finishedAt === null ? 'info' : report.blocked > 0 ? 'warning' : 'success'}
        title={finishedAt === null ? texts.refunding : texts.reportDone}
      >
        {texts.progress(number(report.done), number(report.total))}
      </Notice>
      <progress
        class="sale-progress"
        value={report.done}
        max={Math.max(1, report.total)}
        aria-label={texts.report}
      />
      <Figures
        of={[
          { name: texts.refunded, value: won(report.refundedAmount) },
          {
            name: texts.blocked,
            value: number(report.blocked),
            note: won(report.blockedAmount),
            kind: report.blocked > 0 ? 'error' : 'normal',
          },
          {
            name: texts.inPerson,
            value: won(report.atDeskAmount),
            note: texts.atDesk(number(report.atDesk)),
            kind: report.atDesk > 0 ? 'warning' : 'normal',
          },
          { name: texts.alreadyCancelled, value: number(report.cancelledBefore) },
        ]}
      />
      <p class="muted small">
        {formatDateTime(startedAt, language)} · {reason}
      </p>
      {report.blocked > 0 && (
        <LinkButton kind="secondary" href="/console/money">
          {texts.toStuck}
        </LinkButton>
      )}
    </>
  );
}

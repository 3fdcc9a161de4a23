import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { api } from '../../shell/client.ts';
import { formatNumber } from '../../shell/format.ts';
import { useLoaded } from '../../shell/loading/use-loaded.ts';
import { Page } from '../../shell/parts/page.tsx';
import { Badge, Show } from '../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { Figures } from '../parts/figures.tsx';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { partTexts } from '../parts/texts.ts';
import { consoleTexts } from '../shell/texts.ts';
import { type MergedQueue, mergePartitions, type Queue } from './merge-partitions.ts';
import { queueTexts } from './texts.ts';

const EVERY_MS = 3_000;
const OLD_SECONDS = 30;

export function QueuesPage() {
  const { sections } = useTexts(consoleTexts);
  const texts = useTexts(queueTexts);
  const queues = useLoaded(
    (signal) => dataOf<components['schemas']['Queues']>(api.GET('/v1/admin/queues', { signal })),
    [],
    () => EVERY_MS,
  );
  return (
    <Page
      title={sections.queues}
      lead={texts.lead}
      width="wide"
      actions={
        <a class="button button-secondary" href="/admin/queues" target="_blank" rel="noreferrer">
          {texts.board}
        </a>
      }
    >
      <Show of={queues}>{({ items }) => <Depths queues={items} />}</Show>
    </Page>
  );
}

function Depths({ queues }: { readonly queues: readonly Queue[] }) {
  const texts = useTexts(queueTexts);
  const parts = useTexts(partTexts);
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  const sum = (of: (queue: Queue) => number) => queues.reduce((total, queue) => total + of(queue), 0);
  const oldest = Math.max(0, ...queues.map(({ oldestSeconds }) => oldestSeconds));
  const failed = sum((queue) => queue.failed);
  return (
    <div class="stack">
      <Panel title={texts.all}>
        <Figures
          of={[
            { name: texts.waiting, value: number(sum((queue) => queue.waiting)) },
            { name: texts.active, value: number(sum((queue) => queue.active)) },
            { name: texts.delayed, value: number(sum((queue) => queue.delayed)) },
            { name: texts.failed, value: number(failed), kind: failed > 0 ? 'error' : 'normal' },
            {
              name: texts.oldest,
              value: parts.seconds(oldest),
              kind: oldest > OLD_SECONDS ? 'warning' : 'normal',
            },
          ]}
        />
      </Panel>
      <Panel title={texts.each}>
        <Table
          caption={texts.each}
          rows={mergePartitions(queues)}
          keyOf={({ queue }) => queue}
          columns={[
            { name: texts.queue, cell: (queue) => <Name queue={queue} /> },
            { name: texts.state, cell: (queue) => <State queue={queue} /> },
            { name: texts.waiting, cell: ({ waiting }) => number(waiting), isNumber: true },
            { name: texts.active, cell: ({ active }) => number(active), isNumber: true },
            { name: texts.delayed, cell: ({ delayed }) => number(delayed), isNumber: true },
            { name: texts.failed, cell: (queue) => number(queue.failed), isNumber: true },
            {
              name: texts.oldest,
              cell: ({ oldestSeconds }) => parts.seconds(oldestSeconds),
              isNumber: true,
            },
            {
              name: texts.limit,
              cell: ({ limit }) => (limit === null ? parts.none : number(limit)),
              isNumber: true,
            },
          ]}
        />
      </Panel>
    </div>
  );
}

function Name({ queue: { queue, partitions } }: { readonly queue: MergedQueue }) {
  const texts = useTexts(queueTexts);
  return (
    <>
      <span class="id">{queue}</span>
      {partitions > 1 && <span class="muted"> {texts.partitions(partitions)}</span>}
    </>
  );
}

function State({ queue: { failed, waiting, limit, oldestSeconds } }: { readonly queue: Queue }) {
  const { states } = useTexts(queueTexts);
  if (failed > 0) return <Badge kind="error">{states.failed}</Badge>;
  if (limit !== null && waiting >= limit) return <Badge kind="error">{states.full}</Badge>;
  if (oldestSeconds > OLD_SECONDS) return <Badge kind="warning">{states.behind}</Badge>;
  return waiting > 0 ? <Badge kind="info">{states.busy}</Badge> : <Badge>{states.idle}</Badge>;
}

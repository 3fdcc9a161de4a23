import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../../shell/client.ts';
import { formatDateTime } from '../../shell/format.ts';
import { useLoaded } from '../../shell/loading/use-loaded.ts';
import { Button } from '../../shell/parts/button.tsx';
import { Notice, ProblemNotice } from '../../shell/parts/notice.tsx';
import { Page } from '../../shell/parts/page.tsx';
import { Badge, Empty, Show } from '../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { useAction } from '../parts/use-action.ts';
import { consoleTexts } from '../shell/texts.ts';
import { auditTexts } from './texts.ts';

type Audit = components['schemas']['Audit'];
type Run = components['schemas']['StaffAction'];

const RUNS = 10;

export function AuditPage() {
  const { sections } = useTexts(consoleTexts);
  const texts = useTexts(auditTexts);
  const { busy, problem, run } = useAction();
  const [audit, setAudit] = useState<Audit | null>(null);
  const query = { action: 'audit.run', limit: RUNS };
  const runs = useLoaded(
    (signal) =>
      dataOf<{ items: readonly Run[] }>(api.GET('/v1/admin/actions', { params: { query }, signal })),
    [audit],
  );
  const check = () => run(async () => setAudit(await dataOf<Audit>(api.GET('/v1/admin/audit'))));
  return (
    <Page
      title={sections.audit}
      lead={texts.lead}
      width="wide"
      actions={
        <Button busy={busy} onClick={check}>
          {texts.run}
        </Button>
      }
    >
      <div class="stack">
        {problem !== undefined && <ProblemNotice problem={problem} retry={check} />}
        {audit !== null && <Outcome audit={audit} />}
        <Panel title={texts.runs}>
          <Show of={runs}>{({ items }) => <Runs runs={items} />}</Show>
        </Panel>
      </div>
    </Page>
  );
}

function Outcome({ audit: { ok, findings } }: { readonly audit: Audit }) {
  const texts = useTexts(auditTexts);
  if (ok)
    return (
      <Notice kind="success" title={texts.good}>
        {texts.goodText}
      </Notice>
    );
  return (
    <>
      <Notice kind="error" title={texts.bad(findings.length)}>
        {texts.badText}
      </Notice>
      <Panel title={texts.findings}>
        <Table
          caption={texts.findings}
          rows={findings.map((finding, index) => ({ ...finding, index }))}
          keyOf={({ index }) => String(index)}
          columns={[
            { name: texts.check, cell: ({ check }) => <strong>{check}</strong> },
            { name: texts.subject, cell: ({ subject }) => <span class="id">{subject}</span> },
            { name: texts.detail, cell: ({ detail }) => detail },
          ]}
        />
      </Panel>
    </>
  );
}

function Runs({ runs }: { readonly runs: readonly Run[] }) {
  const texts = useTexts(auditTexts);
  const language = useLanguage();
  if (runs.length === 0) return <Empty title={texts.never} />;
  return (
    <Table
      caption={texts.runs}
      rows={runs}
      keyOf={({ at, requestId }) => `${at} ${requestId}`}
      columns={[
        { name: texts.at, cell: ({ at }) => formatDateTime(at, language) },
        { name: texts.by, cell: ({ accountId }) => <span class="id">{accountId ?? texts.command}</span> },
        { name: texts.result, cell: (run) => <Result run={run} /> },
      ]}
    />
  );
}

function Result({ run }: { readonly run: Run }) {
  const texts = useTexts(auditTexts);
  const { findings } = run.details;
  if (typeof findings !== 'number') return <span class="muted">{texts.unknown}</span>;
  return findings === 0 ? (
    <Badge kind="success">{texts.good}</Badge>
  ) : (
    <Badge kind="error">{texts.bad(findings)}</Badge>
  );
}

import { dataOf, type Problem } from '@concert-mania/client/problem';
import { api } from '../../../shell/client.ts';
import { useLoaded } from '../../../shell/loading/use-loaded.ts';
import { Button, LinkButton } from '../../../shell/parts/button.tsx';
import { Notice, ProblemNotice } from '../../../shell/parts/notice.tsx';
import { Page } from '../../../shell/parts/page.tsx';
import { Show } from '../../../shell/parts/states.tsx';
import type { PageProps } from '../../../shell/routing/router.tsx';
import { useTexts } from '../../../shell/texts.ts';
import { Panel } from '../../parts/panel.tsx';
import { useAction } from '../../parts/use-action.ts';
import { Performances } from '../performances/performances.tsx';
import { ConcertForm } from './concert-form.tsx';
import { StatusBadge } from './concerts-page.tsx';
import { ifUnchanged, type Programme } from './programme.ts';
import { concertTexts } from './texts.ts';

export function ConcertPage({ params: { concertId = '' } }: PageProps) {
  const texts = useTexts(concertTexts);
  const concert = useLoaded(
    (signal) =>
      dataOf<Programme>(
        api.GET('/v1/admin/concerts/{concertId}', { params: { path: { concertId } }, signal }),
      ),
    [concertId],
  );
  if (concert.state !== 'ready') {
    return (
      <Page title={texts.one} width="wide">
        <Show of={concert}>{() => null}</Show>
      </Page>
    );
  }
  return <Ready key={concert.value.revision} concert={concert.value} reload={concert.reload} />;
}

interface ReadyProps {
  readonly concert: Programme;
  readonly reload: () => void;
}

function Ready({ concert, reload }: ReadyProps) {
  const texts = useTexts(concertTexts);
  const params = { path: { concertId: concert.id }, header: ifUnchanged(concert) };
  return (
    <Page
      title={concert.title}
      lead={
        <>
          <StatusBadge status={concert.status} /> {concert.artist}
        </>
      }
      width="wide"
      actions={<Publish concert={concert} reload={reload} />}
    >
      <div class="stack">
        <Performances concert={concert} reload={reload} />
        <Panel title={texts.terms} lead={texts.termsLead}>
          <ConcertForm
            concert={concert}
            submit={texts.save}
            save={async ({ venueId, ...body }) => {
              const wishes = venueId === concert.venueId ? body : { ...body, venueId };
              await dataOf(api.PATCH('/v1/admin/concerts/{concertId}', { params, body: wishes }));
              reload();
            }}
          />
        </Panel>
      </div>
    </Page>
  );
}

function Publish({ concert, reload }: ReadyProps) {
  const texts = useTexts(concertTexts);
  const { busy, problem, run } = useAction();
  if (concert.status === 'published') {
    return (
      <LinkButton kind="secondary" href={`/concerts/${concert.id}`}>
        {texts.seePublic}
      </LinkButton>
    );
  }
  const publish = () =>
    run(async () => {
      const params = { path: { concertId: concert.id }, header: ifUnchanged(concert) };
      await dataOf(api.POST('/v1/admin/concerts/{concertId}/publish', { params }));
      reload();
    });
  return (
    <div class="stack">
      {problem !== undefined && <Refused problem={problem} />}
      <Button busy={busy} onClick={publish}>
        {texts.publish}
      </Button>
    </div>
  );
}

/** A refusal to publish, with what is missing. */
function Refused({ problem }: { readonly problem: Problem | null }) {
  const texts = useTexts(concertTexts);
  const missing = problem?.missing ?? [];
  if (problem?.code !== 'concert_incomplete') return <ProblemNotice problem={problem} />;
  return (
    <Notice kind="error" title={problem.title}>
      {missing.map((field) => texts.missing[field as keyof typeof texts.missing] ?? field).join(', ')}
    </Notice>
  );
}

import { dataOf } from '@concert-mania/client/problem';
import { api } from '../../shell/client.ts';
import { formatDateTime } from '../../shell/format.ts';
import { useLoaded } from '../../shell/loading/use-loaded.ts';
import { Form } from '../../shell/parts/form.tsx';
import { Badge, Show } from '../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { deviceOf } from './device-of.ts';
import { Section } from './section.tsx';
import { settingsTexts } from './texts.ts';

/** Where the account is signed in, with a button to end each session. */
export function Sessions() {
  const t = useTexts(settingsTexts);
  const language = useLanguage();
  const sessions = useLoaded((signal) => dataOf(api.GET('/v1/me/sessions', { signal })), []);
  const end = async (sessionId: string): Promise<void> => {
    await dataOf(api.DELETE('/v1/me/sessions/{sessionId}', { params: { path: { sessionId } } }));
  };
  return (
    <Section title={t.sessions} lead={t.sessionsLead}>
      <Show of={sessions}>
        {({ items }, reload) => (
          <ul class="account-sessions">
            {items.map(({ id, userAgent, lastSeenAt, current }) => (
              <li key={id}>
                <div>
                  <strong>{deviceOf(userAgent) ?? t.unknownDevice}</strong>
                  <p class="small muted">{t.lastSeen(formatDateTime(lastSeenAt, language))}</p>
                </div>
                {current ? (
                  <Badge kind="success">{t.thisDevice}</Badge>
                ) : (
                  <Form submit={t.endSession} kind="quiet" act={() => end(id).then(reload)} />
                )}
              </li>
            ))}
          </ul>
        )}
      </Show>
    </Section>
  );
}

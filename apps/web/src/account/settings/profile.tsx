import { dataOf } from '@concert-mania/client/problem';
import { useId } from 'preact/hooks';
import { api } from '../../shell/client.ts';
import { Field } from '../../shell/parts/field.tsx';
import { Form, type Values } from '../../shell/parts/form.tsx';
import { type Me, reloadMe } from '../../shell/session.ts';
import { useTexts } from '../../shell/texts.ts';
import { texts } from '../texts.ts';
import { Section } from './section.tsx';
import { settingsTexts } from './texts.ts';

export function Profile({ me }: { readonly me: Me }) {
  const t = useTexts(settingsTexts);
  const { name: nameLabel, phone: phoneLabel, phoneHint } = useTexts(texts);
  const id = useId();
  const save = async ({ name = '', phone = '', locale }: Values): Promise<void> => {
    const body = { name, phone: phone.trim() || null, locale: locale === 'en' ? 'en' : 'ko' } as const;
    await dataOf(api.PATCH('/v1/me', { body }));
    await reloadMe();
  };
  return (
    <Section title={t.profile}>
      <Form submit={t.save} kind="secondary" act={save} done={t.saved}>
        <Field
          label={nameLabel}
          name="name"
          autocomplete="name"
          defaultValue={me.name}
          maxLength={100}
          required
        />
        <Field
          label={phoneLabel}
          name="phone"
          type="tel"
          autocomplete="tel"
          defaultValue={me.phone ?? ''}
          hint={phoneHint}
        />
        <div class="field">
          <label for={id}>{t.mailLanguage}</label>
          <select id={id} class="input" name="locale">
            <option value="ko" selected={me.locale === 'ko'}>
              한국어
            </option>
            <option value="en" selected={me.locale === 'en'}>
              English
            </option>
          </select>
        </div>
      </Form>
    </Section>
  );
}

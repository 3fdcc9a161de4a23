import { useState } from 'preact/hooks';
import { Button, LinkButton } from '../shell/parts/button.tsx';
import { Field } from '../shell/parts/field.tsx';
import { goTo } from '../shell/routing/address.ts';
import { useTexts } from '../shell/texts.ts';
import { isBackwards, isSearch, readSearch, type Search, searchPath } from './search.ts';
import { concertsTexts } from './texts.ts';

/** Searches by word and days. The search is in the address. */
export function SearchForm({ search }: { readonly search: Search }) {
  const texts = useTexts(concertsTexts);
  const [isWrong, setWrong] = useState(false);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const next = readSearch(
      Object.fromEntries([...fields].map(([name, value]) => [name, typeof value === 'string' ? value : ''])),
    );
    setWrong(isBackwards(next));
    if (!isBackwards(next)) goTo(searchPath(next));
  };
  return (
    <search>
      <form class="concert-search" aria-label={texts.search} onSubmit={onSubmit}>
        <Field
          label={texts.keyword}
          name="keyword"
          type="search"
          defaultValue={search.keyword}
          maxLength={100}
          enterkeyhint="search"
        />
        <Field label={texts.from} name="from" type="date" defaultValue={search.from} />
        <Field
          label={texts.to}
          name="to"
          type="date"
          defaultValue={search.to}
          error={isWrong ? texts.backwards : undefined}
        />
        <div class="row">
          <Button type="submit">{texts.find}</Button>
          {isSearch(search) && (
            <LinkButton kind="quiet" href="/">
              {texts.clear}
            </LinkButton>
          )}
        </div>
      </form>
    </search>
  );
}

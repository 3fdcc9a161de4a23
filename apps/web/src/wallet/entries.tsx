import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { api } from '../shell/client.ts';
import { formatDateTime, formatWon } from '../shell/format.ts';
import { type PageOf, usePages } from '../shell/loading/use-pages.ts';
import { More } from '../shell/parts/more.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { walletTexts } from './texts.ts';

type WalletEntry = components['schemas']['WalletEntry'];

/** The entries of the wallet, the newest first. */
export function Entries() {
  const texts = useTexts(walletTexts);
  const pages = usePages<WalletEntry>((cursor, signal) =>
    dataOf<PageOf<WalletEntry>>(
      api.GET('/v1/wallet/entries', { params: { query: cursor === undefined ? {} : { cursor } }, signal }),
    ),
  );
  return (
    <section class="card stack">
      <h2>{texts.entries}</h2>
      {pages.state === 'ready' && pages.items.length === 0 && <p class="muted">{texts.noEntries}</p>}
      {pages.items.length > 0 && (
        <ul class="entries" aria-label={texts.entries}>
          {pages.items.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
      <More pages={pages} label={texts.more} />
    </section>
  );
}

function Entry({ entry }: { readonly entry: WalletEntry }) {
  const language = useLanguage();
  const texts = useTexts(walletTexts);
  const sign = entry.amount > 0 ? '+' : '−';
  return (
    <li>
      <span>
        <strong>{texts.kind[entry.kind]}</strong>
        <time class="muted small" dateTime={entry.at}>
          {formatDateTime(entry.at, language)}
        </time>
      </span>
      <span class="entry-amount figures">
        <strong class={entry.amount > 0 ? 'entry-in' : undefined}>
          {sign} {formatWon(Math.abs(entry.amount), language)}
        </strong>
        <span class="muted small">{texts.after(formatWon(entry.balanceAfterAmount, language))}</span>
      </span>
    </li>
  );
}

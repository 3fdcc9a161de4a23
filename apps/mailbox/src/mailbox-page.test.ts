import { expect, it, vi } from 'vitest';
import { type Mailbox, makeMailbox, type SentMessage } from './mailbox.ts';
import { mailboxPage } from './mailbox-page.ts';

const message: SentMessage = {
  id: '1',
  channel: 'email',
  to: 'a@fans.example',
  subject: 'Booked',
  text: 'Seats: 1-1',
  at: '2026-03-01T11:00:00.000Z',
};

it('shows a message as text, markup included', () => {
  const page = mailboxPage([{ ...message, text: `<script>alert("1")</script> & '` }]);
  expect(page).not.toContain('<script>');
  expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;');
});

it('shows the messages to one address, or that there are none', () => {
  const other = { ...message, to: 'b@fans.example', text: 'Seats: 2-2' };
  expect(mailboxPage([message, other], 'B@fans')).not.toContain('Seats: 1-1');
  expect(mailboxPage([message, other], 'c@fans')).toContain('No message to c@fans');
});

it('shows the HTML of a mail in a frame without scripts, and its files', () => {
  const file = {
    filename: 'a<b>.pdf',
    contentType: 'application/pdf',
    path: '/files/1/a.pdf',
    content: Buffer.alloc(3_000),
  };
  const page = mailboxPage([{ ...message, html: '<p>"Booked"</p>', files: [file] }]);
  expect(page).toContain(
    'srcdoc="&lt;base target=&quot;_blank&quot;&gt;&lt;p&gt;&quot;Booked&quot;&lt;/p&gt;"',
  );
  expect(page).not.toContain('allow-scripts');
  expect(page).toContain('<a href="/files/1/a.pdf" download>a&lt;b&gt;.pdf</a> (3 KiB)');
});

const kept = (id: string, bytes = 1, read = vi.fn(async () => ({ ...message, id }))) => ({
  to: 'A@fans.example',
  bytes,
  read,
});
const ids = async (mailbox: Mailbox) => (await mailbox.list()).map(({ id }) => id);

it('keeps the newest messages up to its limits of messages and bytes', async () => {
  const mailbox = makeMailbox({ messages: 3, bytes: 100 });
  for (const id of ['1', '2', '3', '4']) mailbox.add(kept(id));
  expect(await ids(mailbox)).toEqual(['4', '3', '2']);
  mailbox.add(kept('5', 99));
  expect(await ids(mailbox)).toEqual(['5', '4']);
  mailbox.add(kept('6', 200));
  expect(await ids(mailbox)).toEqual(['6']);
});

it('reads a message when somebody looks at it, once', async () => {
  const mailbox = makeMailbox({ messages: 3, bytes: 100 });
  const looked = kept('1');
  const other = { ...kept('2'), to: 'b@fans.example' };
  for (const message of [looked, other]) mailbox.add(message);
  expect(await mailbox.list('a@FANS')).toHaveLength(1);
  expect(await mailbox.list('a@fans')).toHaveLength(1);
  expect(looked.read).toHaveBeenCalledTimes(1);
  expect(other.read).not.toHaveBeenCalled();
});

import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { committedTransactions } from '@concert-mania/local-stack/postgres/postgres-admin';
import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { many } from '@concert-mania/testkit/system/many';
import { send } from '@concert-mania/testkit/system/send';
import type { Attack } from '../attack.ts';
import { openSocket, tally } from '../sockets.ts';
import type { Target } from '../target.ts';

const MB = 2 ** 20;
const CHUNK = Buffer.alloc(64 * 1_024, 0x20);

const growth = async (target: Target, act: () => Promise<void>): Promise<number> => {
  const before = await target.usage();
  await act();
  return (await target.usage()).residentMb - before.residentMb;
};

const IDLE_MS = 2_000;

/** How many transactions PostgreSQL committed meanwhile, the system's own included. */
async function transactionsDuring(target: Target, act: () => Promise<void>) {
  const committed = () => committedTransactions(target.stack.databaseUrl);
  const [before, startedAt] = [await committed(), Date.now()];
  await act();
  // Servers report what they did about once a second.
  await pause(1_000);
  return { count: (await committed()) - before, tookMs: Date.now() - startedAt };
}

export const RESOURCE_ATTACKS: readonly Attack[] = [
  {
    name: 'bodies',
    tries: 'makes the API keep large chunked bodies without a login',
    run: async (target) => {
      const head = `POST /v1/admin/venues HTTP/1.1\r\nHost: api\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
      let taken = 0;
      let answered = 0;
      const grownMb = await growth(target, async () => {
        const sockets = await Promise.all(Array.from({ length: 50 }, () => openSocket(target.api, head)));
        for (let sent = 0; sent < 31 * MB; sent += CHUNK.length) {
          const chunk = Buffer.concat([
            Buffer.from(`${CHUNK.length.toString(16)}\r\n`),
            CHUNK,
            Buffer.from('\r\n'),
          ]);
          const open = sockets.filter((socket) => !socket.isClosed() && socket.write(chunk));
          if (open.length === 0) break;
          await nextTurn();
        }
        await waitUntil(
          () => sockets.every((socket) => socket.received() !== '' || socket.isClosed()),
          5_000,
        );
        taken = sockets.reduce((sum, socket) => sum + socket.taken(), 0);
        answered = sockets.filter((socket) => / 401 | 413 /.test(socket.received())).length;
        for (const socket of sockets) socket.end();
      });
      return {
        safe: answered === 50 && grownMb < 128 && (await target.isAlive()),
        spent: `50 sockets, ${Math.round(taken / MB)} MB sent`,
        outcome: `${answered} of 50 were refused before their body was read; memory grew by ${Math.round(grownMb)} MB`,
      };
    },
  },
  {
    name: 'slow-readers',
    tries: 'asks for a full seat list on 500 sockets and never reads',
    run: async (target) => {
      const { performanceId } = await target.sale({ seats: 20_000 });
      await send(target.api, 'GET', `/v1/performances/${performanceId}/seats`);
      const request = `GET /v1/performances/${performanceId}/seats HTTP/1.1\r\nHost: api\r\n\r\n`;
      const sockets: Awaited<ReturnType<typeof openSocket>>[] = [];
      const grownMb = await growth(target, async () => {
        sockets.push(...(await many(500, 20, () => openSocket(target.api, request, false))));
        await pause(3_000);
      });
      for (const socket of sockets) socket.end();
      return {
        safe: grownMb < 128 && (await target.isAlive()),
        spent: '500 sockets, 500 requests',
        outcome: `memory grew by ${Math.round(grownMb)} MB`,
      };
    },
  },
  {
    name: 'seat-lists',
    tries: 'burns CPU with full seat lists of a hall of 20,000 seats',
    run: async (target) => {
      const { performanceId } = await target.sale({ seats: 20_000 });
      const path = `/v1/performances/${performanceId}/seats`;
      await send(target.api, 'GET', path);
      const before = await target.usage();
      const answers = await many(300, 10, () =>
        fetch(new URL(path, target.api)).then(async (answer) => {
          await answer.arrayBuffer();
          return answer.status;
        }),
      );
      const cpuMs = ((await target.usage()).cpuSeconds - before.cpuSeconds) * 1_000;
      return {
        safe: cpuMs / 300 < 5,
        spent: `300 requests (${tally(answers)})`,
        outcome: `${(cpuMs / 300).toFixed(1)} ms of CPU each`,
      };
    },
  },
  {
    name: 'head-streams',
    tries: 'takes every event stream by HEAD requests and open streams from one address',
    run: async (target) => {
      const { performanceId } = await target.sale();
      const url = new URL(`/v1/performances/${performanceId}/seats/events`, target.api);
      const heads = await many(2_000, 20, () => fetch(url, { method: 'HEAD' }).then(({ status }) => status));
      const request = `GET ${url.pathname} HTTP/1.1\r\nHost: api\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n`;
      const sockets = await many(400, 20, () => openSocket(target.api, request));
      await waitUntil(() => sockets.every((socket) => socket.received() !== ''), 10_000);
      const open = sockets.filter((socket) => socket.received().includes(' 200 ')).length;
      const neighbour = await openSocket(target.api, request.replace('203.0.113.7', '198.51.100.9'));
      const served = await waitUntil(() => neighbour.received().includes('event: snapshot'), 5_000);
      for (const socket of [...sockets, neighbour]) socket.end();
      return {
        safe: served && open < 400,
        spent: `2,000 HEAD requests (${tally(heads)}), 400 sockets`,
        outcome: `one address got ${open} streams; another address was ${served ? 'served' : 'refused'}`,
      };
    },
  },
  {
    name: 'uncounted-paths',
    tries: 'floods unsigned webhooks and /readyz, which no limit counts',
    run: async (target) => {
      const from = { 'x-forwarded-for': '203.0.113.8' };
      const body = 'x'.repeat(60_000);
      const headers = {
        ...from,
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
        'webhook-signature': 'v1,AAAA',
      };
      const before = await target.usage();
      const hooks = await many(
        2_000,
        20,
        async () =>
          (await send(target.api, 'POST', '/v1/webhooks/payments', { rawBody: body, headers })).status,
      );
      const cpuMs = ((await target.usage()).cpuSeconds - before.cpuSeconds) * 1_000;
      return {
        safe: hooks.includes(429) && cpuMs / 2_000 < 2,
        spent: `2,000 unsigned webhooks of 60 kB (${tally(hooks)})`,
        outcome: `${(cpuMs / 2_000).toFixed(2)} ms of CPU each`,
      };
    },
  },
  {
    name: 'unknown-reads',
    tries: 'makes PostgreSQL look for searches and ids that no cache knows',
    run: async (target) => {
      const headers = { 'x-forwarded-for': '203.0.113.9' };
      const idlePerMs = (await transactionsDuring(target, () => pause(IDLE_MS))).count / IDLE_MS;
      const ask = (path: string) => send(target.api, 'GET', path, { headers }).then(({ status }) => status);
      let ids: number[] = [];
      let searches: number[] = [];
      const forIds = await transactionsDuring(target, async () => {
        ids = await many(1_000, 20, (index) => ask(`/v1/concerts/con_${index}/performances`));
      });
      await transactionsDuring(target, async () => {
        searches = await many(2_000, 20, (index) => ask(`/v1/concerts?keyword=nothing${index}`));
      });
      const caused = Math.max(0, Math.round(forIds.count - idlePerMs * forIds.tookMs));
      return {
        safe: caused < 200 && searches.includes(429),
        spent: `1,000 unknown ids (${tally(ids)}), 2,000 new searches (${tally(searches)})`,
        outcome: `the ids caused about ${caused} transactions; searches are dear and soon refused`,
      };
    },
  },
  {
    name: 'odd-requests',
    tries: 'sends requests that a parser refuses, and waits for an answer that tells nothing or hangs',
    run: async (target) => {
      const requests = [
        'GET /%zz HTTP/1.1\r\nHost: api\r\n\r\n',
        'GET / HTTP/1.0\r\n\r\n',
        'NONSENSE\r\n\r\n',
        `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: api\r\n\r\n`,
        'TRACE / HTTP/1.1\r\nHost: api\r\n\r\n',
      ];
      const sockets = await Promise.all(requests.map((request) => openSocket(target.api, request)));
      await waitUntil(() => sockets.every((socket) => socket.received() !== ''), 5_000);
      const answers = sockets.map((socket) => socket.received());
      for (const socket of sockets) socket.end();
      const refused = answers.filter((answer) => / [45]\d\d /.test(answer));
      const problems = refused.filter((answer) => answer.includes('application/problem+json'));
      return {
        safe: answers.every((answer) => answer !== '') && problems.length === refused.length,
        spent: `${requests.length} sockets`,
        outcome: `${problems.length} of ${refused.length} refusals were problem objects`,
      };
    },
  },
  {
    name: 'reset-tunnels',
    tries: 'ends the process by asking for a tunnel and resetting the connection',
    run: async (target) => {
      const pid = target.stack.process('api').pid;
      const ask = () => openSocket(target.api, 'CONNECT api:443 HTTP/1.1\r\nHost: api:443\r\n\r\n');
      for (const socket of await many(50, 10, ask)) socket.reset();
      const isAlive = await waitUntil(() => target.isAlive(), 5_000);
      const isSame = target.stack.process('api').pid === pid;
      return {
        safe: isAlive && isSame,
        spent: '50 sockets',
        outcome: isSame ? 'the process goes on' : 'the process ended',
      };
    },
  },
];

/** A process of the conventional design: `holds`, or `api`, `payments` or `mails` of journeys. */
import { readConfig } from '@concert-mania/runtime/settings/config';
import { settings } from './journey/settings.ts';
import { startApi } from './journey/start-api.ts';
import { startMails } from './journey/start-mails.ts';
import { startPayments } from './journey/start-payments.ts';
import { startHolds } from './start-holds.ts';

const ROLES = { holds: startHolds, api: startApi, payments: startPayments, mails: startMails };
const role = process.argv[2];
if (role === undefined || !Object.hasOwn(ROLES, role)) throw new Error(`there is no process called ${role}`);
ROLES[role as keyof typeof ROLES](readConfig(settings, process.env));

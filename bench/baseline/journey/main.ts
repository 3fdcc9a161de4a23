/** A process of the conventional system: `api`, `payments` or `mails`. */
import { readConfig } from '@concert-mania/runtime/settings/config';
import { settings } from './settings.ts';
import { startApi } from './start-api.ts';
import { startMails } from './start-mails.ts';
import { startPayments } from './start-payments.ts';

const ROLES = { api: startApi, payments: startPayments, mails: startMails };
const config = readConfig(settings, process.env);
const role = process.argv[2];
if (role === undefined || !Object.hasOwn(ROLES, role)) throw new Error(`there is no process called ${role}`);
ROLES[role as keyof typeof ROLES](config);

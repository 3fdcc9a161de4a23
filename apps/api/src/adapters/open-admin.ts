import { makeAccountDesk } from '@concert-mania/db/accounts/account-desk';
import { makeStaffActions } from '@concert-mania/db/accounts/staff-actions';
import { audit } from '@concert-mania/db/audit/audit';
import { makeProgrammeStore } from '@concert-mania/db/catalogue/admin-programme';
import { makeSalesReader } from '@concert-mania/db/catalogue/admin-sales';
import { makeProgrammeLists } from '@concert-mania/db/catalogue/programme-lists';
import type { Database } from '@concert-mania/db/connection/database';

export function staffPorts(db: Database) {
  return {
    actions: makeStaffActions(db),
    accounts: makeAccountDesk(db),
    lists: makeProgrammeLists(db),
  };
}

export function programmePorts(db: Database) {
  return {
    programmes: makeProgrammeStore(db),
    sales: makeSalesReader(db),
    audit: () => audit(db),
  };
}

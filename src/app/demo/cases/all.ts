import type { Trouble } from '../case.ts';
import { accounts } from './accounts.ts';
import { erp } from './erp.ts';
import { files } from './files.ts';
import { mail } from './mail.ts';
import { meeting } from './meeting.ts';
import { network } from './network.ts';
import { phone } from './phone.ts';
import { print } from './print.ts';
import { vpn } from './vpn.ts';
import { warehouse } from './warehouse.ts';
import { web } from './web.ts';
import { workplace } from './workplace.ts';

/** Every kind of trouble that the demonstration data knows. */
export const troubles: readonly Trouble[] = [
  ...workplace,
  ...mail,
  ...print,
  ...network,
  ...vpn,
  ...erp,
  ...files,
  ...phone,
  ...accounts,
  ...web,
  ...warehouse,
  ...meeting,
];

import type { Access } from '#/processes/foundation/server/access/access.ts';
import type { Attempt, Bucket } from './attempts.ts';
import { bucketOf, bucketOfBoth, bucketOfDevice, countAttempt, forgetAttempts, takeBack } from './attempts.ts';
import { countFailure } from './failed-sign-ins.ts';
import { knownDevice } from './known-device.ts';
import type { Origin } from './types.ts';

/**
 * How many times the failures of one account from one address an address may have: behind it may stand a whole office
 * whose people mistype, and none of them shall lock the others out.
 */
export const signInsPerAddress = 10;

/** The same of one account, from all addresses together where nobody signed in with it before: a bound on guessing. */
export const signInsPerAccount = 3;

/** An attempt to sign in that was let through to be judged. */
export interface Judged {
  failed(): Promise<void>;
  /** Takes it back: people who get in fill nothing. */
  right(): Promise<void>;
}

/**
 * Counts an attempt to sign in, and refuses with `too-many` where its kind had its fill in 15 minutes (`limit` is
 * `signInLimit`):
 *
 * | who | counted by | failures |
 * |---|---|---|
 * | a device on which the account was used before | device | limit |
 * | anybody else | account and address | limit |
 * | | account | limit × {@link signInsPerAccount} |
 * | | address | limit × {@link signInsPerAddress} |
 *
 * So a stranger cannot keep an account's owner out of the devices that they use, however often they guess.
 */
export async function countSignIn(access: Access, email: string, origin: Origin): Promise<Judged> {
  const limit = access.settings.signInLimit;
  const account = bucketOf('sign-in', 'account', email);
  const note = (what: 'failures' | 'refused') => countFailure(access, { bucket: account, email, what }, origin);
  const device = await knownDevice(access, email, origin);
  // What one's own successes wipe out: never what strangers elsewhere have filled.
  const own = device ? bucketOfDevice('sign-in', device.nonce) : bucketOfBoth('sign-in', email, origin.address);
  const buckets: Bucket[] = [{ bucket: own, most: limit }];
  const address = { bucket: bucketOf('sign-in', 'address', origin.address), most: limit * signInsPerAddress };
  const counted: Attempt[] = [];
  if (!device) {
    counted.push(await countAttempt(access, [address], origin.now));
    buckets.push({ bucket: account, most: limit * signInsPerAccount });
  }
  const takeAllBack = () => Promise.all(counted.map((attempt) => takeBack(access, attempt)));
  try {
    counted.push(await countAttempt(access, buckets, origin.now));
  } catch (error) {
    // What is refused for the account says nothing against the address.
    await Promise.all([takeAllBack(), note('refused')]);
    throw error;
  }
  return {
    failed: () => note('failures'),
    async right() {
      await takeAllBack();
      await forgetAttempts(access, own);
    },
  };
}

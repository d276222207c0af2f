import { hash } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { hashPassword, isOutdated, verifyNothing, verifyPassword } from './password.ts';
import { checkPassword } from './password-rules.ts';

describe('a stored password', () => {
  it('is a PHC text of Argon2id with OWASP’s first parameters and a salt of its own', async () => {
    const [one, two] = await Promise.all([hashPassword('seven quiet herons'), hashPassword('seven quiet herons')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]+\$[\w+/]+$/);
    expect(one).not.toBe(two);
  });

  it('is known by itself alone', async () => {
    const stored = await hashPassword('seven quiet herons');
    expect(await verifyPassword(stored, 'seven quiet herons')).toBe(true);
    expect(await verifyPassword(stored, 'Seven quiet herons')).toBe(false);
    expect(await verifyPassword(stored, 'seven quiet herons ')).toBe(false);
  });

  it('is the same typed as one character or as letter and mark', async () => {
    const stored = await hashPassword('žltý kôň úpel'.normalize('NFC'));
    expect(await verifyPassword(stored, 'žltý kôň úpel'.normalize('NFD'))).toBe(true);
  });

  it.each([
    [{ memoryCost: 19_456, timeCost: 2, parallelism: 1 }, false],
    [{ memoryCost: 8192, timeCost: 2, parallelism: 1 }, true],
    [{ memoryCost: 19_456, timeCost: 1, parallelism: 1 }, true],
    [{ memoryCost: 19_456, timeCost: 2, parallelism: 2 }, true],
    [{ memoryCost: 19_456, timeCost: 2, parallelism: 1, algorithm: 1 }, true],
  ])('made with %o is outdated: %s', async (parameters, outdated) => {
    expect(isOutdated(await hash('x', parameters))).toBe(outdated);
  });

  it('of nobody is never right', async () => {
    expect(await verifyNothing('the password of nobody at all')).toBe(false);
  });

  it('is computed for few at a time, and for too many not at all', async () => {
    const results = await Promise.allSettled(Array.from({ length: 80 }, () => hashPassword('seven quiet herons')));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(80 - 4 - 64);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'unavailable' });
    expect(await hashPassword('seven quiet herons')).toContain('$argon2id$');
  });
});

describe('a chosen password', () => {
  const eva = ['Eva Malá', 'eva.mala@acme-group.example', 'Acme Group'];
  const problem = (password: string) => checkPassword(password, eva)?.key ?? null;

  it.each([
    'twelve chars',
    'seven quiet herons',
    'žltý kôň úpel diabolské ódy',
    '密码密码也可以是很长的句子吧',
    'xK9#mQ2$vL5@',
    'x'.repeat(3) + 'seven quiet herons, '.repeat(12),
    'eva malá has seven quiet herons',
    'monkey quartz 2026',
    'summer football princess',
    'a secret gate of rain',
    '8402917365518842',
    'green kettle uphill',
    '   spaces count too',
  ])('may be %j', (password) => expect(problem(password)).toBeNull());

  it.each([
    ['', 'password.too-short'],
    ['elevenchars', 'password.too-short'],
    ['😀'.repeat(11), 'password.too-short'],
    ['xy'.repeat(129), 'password.too-long'],
    ['passwordpassword', 'password.too-common'],
    ['Password1234', 'password.too-common'],
    ['P-a-s-s-w-o-r-d-2026', 'password.too-common'],
    ['Administrator', 'password.too-common'],
    ['123456789012', 'password.too-common'],
    ['098765432109', 'password.too-common'],
    ['qwertyuiopas', 'password.too-common'],
    ['qwertzuiopas', 'password.too-common'],
    ['zyxwvutsrqpo', 'password.too-common'],
    ['aaaaaaaaaaaa', 'password.too-common'],
    ['abcabcabcabc', 'password.too-common'],
    ['Tajné heslo 123', 'password.too-common'],
    ['P@ssw0rd12345', 'password.too-common'],
    ['Pa$$w0rd2026', 'password.too-common'],
    ['dragon123456', 'password.too-common'],
    ['trustno1trustno1', 'password.too-common'],
    ['monkeymonkey1', 'password.too-common'],
    ['2026!Sunshine!2026', 'password.too-common'],
    ['M0nkey!M0nkey!', 'password.too-common'],
    ['Football-Sunshine', 'password.too-common'],
    ['1qaz2wsx1qaz2wsx', 'password.too-common'],
    ['we1c0me-2-w0rk', 'password.too-common'],
    ['$up3rm4n-123456', 'password.too-common'],
    ['evamala-evamala', 'password.about-you'],
    ['Eva Malá 2026', 'password.about-you'],
    ['eva.mala@acme-group.example', 'password.about-you'],
    ['Acme Group 99', 'password.about-you'],
    ['Mainstay-2026!', 'password.about-you'],
  ])('may not be %j', (password, key) => expect(problem(password)).toBe(key));

  it('may have 256 characters and no more', () => {
    const long = Array.from({ length: 256 }, (_, index) => String.fromCodePoint(0x4e00 + index * 7)).join('');
    expect(problem(long)).toBeNull();
    expect(problem(`${long}x`)).toBe('password.too-long');
  });
});

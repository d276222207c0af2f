import { describe, expect, test } from 'vitest';
import { isOpenInTheClear, readConfig, settingsMarkdown, settingsTable } from './config.ts';

describe('the settings', () => {
  test('have values without any environment', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ port: 8080, host: '127.0.0.1', requestDeadline: 15_000, logLevel: 'info' });
    expect(config.databaseUrl).toBeUndefined();
    expect(config.publicUrl).toBe('http://127.0.0.1:8080');
  });

  test('are converted to milliseconds and bytes', () => {
    const config = readConfig({ SESSION_IDLE_MINUTES: '30', ATTACHMENT_LIMIT_MB: '2' });
    expect(config.sessionIdle).toBe(1_800_000);
    expect(config.attachmentLimit).toBe(2_097_152);
  });

  test('know their public address behind every interface and behind a proxy', () => {
    expect(readConfig({ HOST: '0.0.0.0', PORT: '80' }).publicUrl).toBe('http://localhost:80');
    expect(isOpenInTheClear(readConfig({ HOST: '0.0.0.0' }))).toBe(true);
    expect(isOpenInTheClear(readConfig({ HOST: '10.0.0.7' }))).toBe(true);
    expect(isOpenInTheClear(readConfig({ HOST: '0.0.0.0', MAINSTAY_URL: 'https://desk.example' }))).toBe(false);
    for (const host of ['127.0.0.1', '::1', 'localhost'])
      expect(isOpenInTheClear(readConfig({ HOST: host }))).toBe(false);
    expect(readConfig({ HOST: '::1' }).publicUrl).toBe('http://[::1]:8080');
    expect(readConfig({ MAINSTAY_URL: 'https://desk.example.org/' }).publicUrl).toBe('https://desk.example.org');
  });

  test('are refused all at once, without repeating a password', () => {
    const environment = {
      PORT: '99999',
      DATABASE_URL: 'mysql://me:hunter2@db/x',
      LOG_LEVEL: 'loud',
      MAIL_FROM: 'desk',
    };
    let said = '';
    try {
      readConfig(environment);
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said.split('\n')).toHaveLength(5);
    expect(said).toContain('PORT must be a whole number from 0 to 65535');
    expect(said).toContain('DATABASE_URL must be a URL that begins with postgres://');
    expect(said).not.toContain('hunter2');
  });

  test('do not overlook a mistyped name, and take an empty one as not set', () => {
    expect(() => readConfig({ MAINSTAY_DAAT: '/srv' })).toThrow('did you mean MAINSTAY_DATA?');
    expect(() => readConfig({ MAINSTAY_PROT: '1' })).toThrow('did you mean PORT?');
    expect(readConfig({ PORT: '' }).port).toBe(8080);
  });

  test('are in the table, each once, with a sentence', () => {
    const names = settingsTable.map((row) => row.name);
    expect(new Set(names).size).toBe(names.length);
    for (const { meaning } of settingsTable) expect(meaning).toMatch(/^[A-Z].*\.$/);
    expect(settingsMarkdown().split('\n')).toHaveLength(names.length + 2);
  });
});

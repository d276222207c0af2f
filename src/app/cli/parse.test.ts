import { describe, expect, test } from 'vitest';
import { commands } from './commands.ts';
import { helpOf, overview } from './help.ts';
import { key } from './key.ts';
import { parse, positionalsOf } from './parse.ts';

describe('arguments', () => {
  test('are options and positionals, in any order', () => {
    const args = parse(key, ['create', '--name=ci', '--user', 'a@b', '--scope', 'x', '--scope', 'y', '--json']);
    expect(args.positionals).toEqual(['create']);
    expect(args.values).toMatchObject({ name: 'ci', user: 'a@b', scope: ['x', 'y'] });
    expect(args.json).toBe(true);
  });

  test.each([
    [['--nmae', 'x'], 'did you mean --name?'],
    [['--name'], '--name needs a value (NAME)'],
    [['--name', '--user', 'x'], '--name needs a value (NAME)'],
    [['--json=1'], '--json takes no value'],
  ])('%j is refused', (argv, sentence) => {
    expect(() => parse(key, argv)).toThrow(sentence);
  });

  test('that are missing or too many are named', () => {
    expect(() => positionalsOf(parse(key, []), 'FILE')).toThrow('FILE is missing');
    expect(() => positionalsOf(parse(key, ['a', 'b']), 'FILE')).toThrow('"b" is one argument too many');
    expect(positionalsOf(parse(key, ['a']), 'FILE')).toEqual(['a']);
  });
});

describe('the commands', () => {
  test('are all in the overview', () => {
    const text = overview(commands);
    for (const { name, summary } of commands) expect(text).toMatch(new RegExp(`^  ${name} +${summary}`, 'm'));
  });

  test.each(commands.map((command) => [command.name, command] as const))(
    '%s has help with an example',
    (name, command) => {
      expect(helpOf(command)).toContain(`Usage: mainstay ${name}`);
      expect(command.examples.length).toBeGreaterThan(0);
      expect(helpOf(command)).toContain('--json');
    },
  );

  test('take no secret as an argument', () => {
    const names = commands.flatMap((command) => Object.keys(command.options));
    expect(names.filter((name) => /password|secret|token/.test(name) && !name.endsWith('-file'))).toEqual([]);
  });
});

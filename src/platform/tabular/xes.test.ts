import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openSource } from './open-source.ts';
import { all, bytesOf, scratchFolder } from './test/bytes.ts';
import { generateCases, generateIncidentLog } from './test/incident-log.ts';
import { type XesReadOptions, readXes } from './xes.ts';

const folder = scratchFolder();
afterAll(folder.clear);

/** What a log gives, briefly: `[line, attributes, events]` of a trace, `[line, code]` of a problem. */
async function read(content: string | Uint8Array, options: XesReadOptions = {}, size = 64_000): Promise<unknown[][]> {
  const items = await all(readXes(bytesOf(content, size), options));
  return items.map((item) =>
    item.problem
      ? [item.line, item.problem.code]
      : [item.line, { ...item.attributes }, item.events.map(({ line, attributes }) => [line, { ...attributes }])],
  );
}

const trace = (inner: string): string => `<log>\n<trace>\n${inner}\n</trace>\n<trace/>\n</log>`;

const values: [name: string, inner: string, attributes: object][] = [
  ['strings, entities and line ends', '<string key="a" value="&lt;b&gt; &amp;amp; &#269;&#10;x"/>', { a: '<b> &amp; č\nx' }],
  ['dates as written', '<date key="a" value="2012-05-31T20:09:21+02:00"/><date key="b" value="2012-01-01T00:00:00.123Z"/>', { a: '2012-05-31T20:09:21+02:00', b: '2012-01-01T00:00:00.123Z' }],
  ['a date without offset', '<date key="a" value="2012-02-29T20:09:21"/>', { a: '2012-02-29T20:09:21' }],
  ['integers', '<int key="a" value="-5"/><int key="b" value="9007199254740993"/>', { a: -5, b: '9007199254740993' }],
  ['floats', '<float key="a" value="1.94818911E8"/><float key="b" value=".5"/>', { a: 194_818_911, b: 0.5 }],
  ['booleans', '<boolean key="a" value="true"/><boolean key="b" value="0"/>', { a: true, b: false }],
  ['ids', '<id key="a" value="0b3f"/>', { a: '0b3f' }],
  ['lists, with their wrapper or without', '<list key="a"><values><string key="x" value="1"/><int key="x" value="2"/></values></list><list key="b"><string key="y" value="3"/></list>', { a: [{ key: 'x', value: '1' }, { key: 'x', value: 2 }], b: [{ key: 'y', value: '3' }] }],
  ['containers', '<container key="a"><int key="x" value="1"/><container key="y"><id key="z" value="q"/></container></container>', { a: { x: 1, y: { z: 'q' } } }],
  ['attributes of attributes', '<string key="a" value="1"><string key="b" value="2"><int key="c" value="3"/></string></string><string key="b" value="4"/>', { a: '1', 'a/b': '2', 'a/b/c': 3, b: '4' }],
  ['keys of any name', '<string key="__proto__" value="1"/>', JSON.parse('{"__proto__":"1"}') as object],
  ['elements of others', '<note xmlns="urn:other">x</note><string key="a" value="1"/>', { a: '1' }],
  ['values in CDATA-free text between', 'text<!-- comment --><string key="a" value="1"/>', { a: '1' }],
]; // prettier-ignore

const faults: [name: string, inner: string, code: string, line: number][] = [
  ['a day that is none', '<date key="a" value="2011-02-29T00:00:00Z"/>', 'xes-value', 3],
  ['a date without time', '<date key="a" value="2011-02-28"/>', 'xes-value', 3],
  ['an integer with a fraction', '\n<int key="a" value="1.5"/>', 'xes-value', 4],
  ['a float that is none', '<float key="a" value="NaN"/>', 'xes-value', 3],
  ['a boolean that is none', '<boolean key="a" value="yes"/>', 'xes-value', 3],
  [
    'a value in a nested attribute',
    '<event>\n<string key="a" value="x">\n<int key="b" value=""/></string></event>',
    'xes-value',
    5,
  ],
  ['no key', '<string value="1"/>', 'xes-key', 3],
  ['no value', '<string key="a"/>', 'xes-key', 3],
  ['a key twice', '<string key="a" value="1"/>\n<string key="a" value="2"/>', 'xes-duplicate', 4],
  ['an unknown type', '<money key="a" value="1"/>', 'xes-type', 3],
];

const breaks: [name: string, content: string, items: unknown[][]][] = [
  ['cut inside an element', '<log><trace/>\n<trace>\n<event>', [[1, {}, []], [3, 'xml-truncated']]],
  ['cut inside a tag', '<log><trace/>\n<trace>\n<event', [[1, {}, []], [3, 'xml-truncated']]],
  ['a wrong end tag', '<log>\n<trace/>\n<trace>\n</log>', [[2, {}, []], [4, 'xml-broken']]],
  ['an unknown entity', '<log><trace/>\n<trace><string key="a" value="&x;"/></trace></log>', [[1, {}, []], [2, 'xml-broken']]],
  ['a document type', '<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<log><trace><string key="a" value="&x;"/></trace></log>', [[1, 'xml-doctype']]],
  ['entities that grow', '<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><log><trace/></log>', [[1, 'xml-doctype']]],
  ['another root', '<html>\n<body/></html>', [[1, 'xes-not-a-log']]],
  ['no XML at all', 'hello', [[1, 'xml-broken']]],
  ['nothing', '', [[1, 'xml-broken']]],
  ['an event outside a trace', '<log>\n<event/><trace/></log>', [[2, 'xes-event-alone'], [2, {}, []]]],
  ['an unknown encoding', '<?xml version="1.0" encoding="klingon"?><log/>', [[1, 'xml-encoding']]],
  ['nesting that is deep beyond use', `<log>\n<trace/>${'<a>'.repeat(5000)}`, [[2, {}, []], [2, 'xml-too-deep']]],
]; // prettier-ignore

describe('reading XES', () => {
  it.each(values)('%s', async (_, inner, attributes) => {
    const expected = [
      [2, attributes, []],
      [expect.any(Number), {}, []],
    ];
    expect(await read(trace(inner))).toEqual(expected);
    expect(await read(trace(inner), {}, 1)).toEqual(expected);
  });

  it.each(faults)('reports %s and goes on', async (_, inner, code, line) => {
    expect(await read(trace(inner))).toEqual([
      [line, code],
      [expect.any(Number), {}, []],
    ]);
  });

  it.each(breaks)('gives what stands before the break: %s', async (_, content, items) => {
    expect(await read(content, {}, 1)).toEqual(items);
    expect(await read(content)).toEqual(items);
  });

  it.each([
    ['', ''],
    [' xmlns="http://www.xes-standard.org/"', ''],
    [' xmlns:xes="http://www.xes-standard.org/"', 'xes:'],
  ])('takes the namespace%s with prefix "%s"', async (declaration, prefix) => {
    const log = `<${prefix}log${declaration}><${prefix}global scope="trace"><${prefix}string key="g" value="1"/></${prefix}global>
<${prefix}string key="own" value="of the log"/><${prefix}trace><${prefix}event><${prefix}string key="a" value="1"/></${prefix}event></${prefix}trace></${prefix}log>`;
    expect(await read(log)).toEqual([[2, {}, [[2, { a: '1' }]]]]);
  });

  it('follows the declared encoding', async () => {
    const log = '<?xml version="1.0" encoding="ISO-8859-1"?><log><trace><string key="a" value="Gör"/></trace></log>';
    expect(await read(Buffer.from(log, 'latin1'))).toEqual([[1, { a: 'Gör' }, []]]);
    const wide = Buffer.from(`\uFEFF${log.replace('ISO-8859-1', 'UTF-16')}`, 'utf16le');
    expect(await read(wide, {}, 3)).toEqual([[1, { a: 'Gör' }, []]]);
  });

  it('reports bytes that are no UTF-8, but not a replacement character that stands in the file', async () => {
    const good = trace('<string key="a" value="\uFFFD"/>');
    expect(await read(good, {}, 1)).toHaveLength(2);
    const bad = Buffer.from('<log><trace/>\n<trace><string key="a" value="\u0001"/></trace></log>');
    bad[bad.indexOf(1)] = 0xff;
    expect(await read(bad)).toEqual([
      [1, {}, []],
      [2, 'encoding-broken'],
    ]);
  });

  it('refuses a trace over the limit, without keeping it, and goes on', async () => {
    const events = '<event><string key="a" value="0123456789"/></event>'.repeat(100);
    expect(await read(trace(events), { maxTraceCharacters: 500 })).toEqual([
      [3, 'xes-trace-too-long'],
      [5, {}, []],
    ]);
  });

  it('refuses a comment or value without end before it fills the memory', async () => {
    let chunks = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('<log><trace/><trace><string key="a" value="');
      for (;;) {
        chunks += 1;
        yield Buffer.alloc(1024 * 1024, 120);
      }
    }
    const items = await all(readXes(endless()));
    expect(items.map(({ problem }) => problem?.code)).toEqual([undefined, 'xml-too-long']);
    expect(chunks).toBeLessThan(20);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const reading = (async () => {
      for await (const _ of readXes(bytesOf('<log><trace/><trace/></log>'), { signal: stop.signal }))
        stop.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
  });
});

describe('a generated incident log', () => {
  const options = { seed: 7, cases: 400 };
  const text = [...generateIncidentLog(options)].join('');

  it('is the same for the same seed and another for another', () => {
    expect([...generateIncidentLog(options)].join('')).toBe(text);
    expect([...generateIncidentLog({ seed: 8, cases: 400 })].join('')).not.toBe(text);
  });

  it('is read as it was made', async () => {
    const path = folder.write('log.xes.gz', gzipSync(text));
    const source = await openSource(path);
    expect([source.kind, source.gzip]).toEqual(['xes', true]);
    const items = await all(readXes(source.stream));
    const made = [...generateCases(options)];
    expect(
      items.map((item) =>
        item.problem
          ? item
          : [item.attributes['concept:name'], item.events.map((event) => Object.entries(event.attributes))],
      ),
    ).toEqual(made.map(({ number, events }) => [number, events.map(({ attributes }) => attributes)]));
  });

  it('shows every trap', () => {
    const made = [...generateCases(options)];
    const events = made.flatMap((one) => one.events);
    const offsets = (one: (typeof made)[number]) =>
      new Set(one.events.map(({ attributes }) => attributes.at(-1)?.[1].slice(-6)));
    const goesOn = (one: (typeof made)[number]) => {
      const first = one.events.findIndex(({ step }) => step.startsWith('Completed'));
      return first >= 0 && one.events.slice(first).some(({ step }) => !step.startsWith('Completed'));
    };
    const found = (key: string) =>
      new Set(events.map(({ attributes }) => attributes.find(([name]) => name === key)?.[1]));
    expect(new Set(events.map(({ step }) => step)).size).toBe(13);
    expect(found('impact')).toEqual(new Set(['Low', 'Medium', 'High', 'Major']));
    expect(found('org:role').has(undefined)).toBe(true);
    expect(found('resource country')).toContain('0');
    expect(found('organization country')).toContain('SK');
    expect(found('org:resource')).toContain('Siebel');
    expect(made.filter((one) => offsets(one).size === 2).length).toBeGreaterThan(0);
    expect(made.filter(goesOn).length / made.length).toBeGreaterThan(0.04);
    expect(made.filter(goesOn).length / made.length).toBeLessThan(0.11);
    expect(made.filter((one) => /Wait|Completed/.test(one.events[0]?.step ?? '')).length).toBeGreaterThan(1);
    for (const one of made)
      expect(one.events.map(({ at }) => at)).toEqual(one.events.map(({ at }) => at).toSorted((a, b) => a - b));
    for (const { at, attributes } of events) expect(Date.parse(attributes.at(-1)?.[1] ?? '')).toBe(at);
  });

  it.each([0.5, 0.9])('cut at %d of its packed bytes gives what stands before', async (share) => {
    const packed = gzipSync(text);
    const source = await openSource(folder.write('cut.xes.gz', packed.subarray(0, packed.length * share)));
    const items = await all(readXes(source.stream));
    const last = items.pop();
    expect(last?.problem).toEqual({ code: 'source-broken', params: { detail: 'Z_BUF_ERROR' } });
    expect(items.length).toBeGreaterThan(options.cases * share * 0.7);
    expect(items.every(({ problem }) => problem === undefined)).toBe(true);
  });
});

const real = '../shared/data/incidents/bpi2013/BPI_Challenge_2013_incidents.xes.gz';

describe('the BPI 2013 incident log', () => {
  it.skipIf(!existsSync(real))('has 7,554 cases and 65,533 events (skipped where ../shared is absent)', async () => {
    let cases = 0;
    let events = 0;
    const problems: unknown[] = [];
    for await (const item of readXes((await openSource(real)).stream)) {
      if (item.problem) problems.push(item);
      else {
        cases += 1;
        events += item.events.length;
      }
    }
    expect({ cases, events, problems }).toEqual({ cases: 7554, events: 65_533, problems: [] });
  });
});

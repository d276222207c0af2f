import { describe, expect, it } from 'vitest';
import { jsonShapeOf } from './json-shape.ts';

describe('what a JSON text is', () => {
  it.each([
    ['{"a":1}\n{"a":2}\n', 'lines'],
    ['{"a":1}', 'lines'],
    ['{"a":\n{"a":2}\n', 'lines'],
    ['{"items":[{"a":1}]}\n{"items":[{"a":2}]}\n', 'lines'],
    ['[{"a":1}]', 'list'],
    ['\uFEFF[\n  {\n', 'list'],
    ['[]', 'list'],
    ['{"records":[{"a":1}]}', 'wrapped'],
    ['{"a":"\\"records\\":[{","result":[{"a":1}]}', 'wrapped'],
    ['{\n "response": {\n "data": [ {', 'wrapped'],
    ['{"a":1,"articles":[{"b":1}]}', 'lines'],
    ['{\n  "a": 1,\n  "articles": [{"records": [{"b":1}]}]\n}', 'one'],
    ['{\n  "records": [1, 2]\n}', 'one'],
    ['[id];[title]\n1;x\n', null],
    ['number,title\n', null],
  ])('%j: %s', (text, shape) => {
    expect(jsonShapeOf(text)).toBe(shape);
  });
});

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { callersSpelling, inCallersLanguage, quoted, Spelling, verbatim } from '../../../src/private/checks/callers-language';

/** The functions with which jsii-pacmak spells names. */
const { toPascalCase, toSnakeCase } = createRequire(require.resolve('jsii-pacmak'))('codemaker') as Record<'toPascalCase' | 'toSnakeCase', (name: string) => string>;

const KNOWN = new Map(['baseImage', 'imageName', 'schedule', 'timeout', 'onFailure', 'waitForImage', 'only', 'testInstance', 'amazonLinux2023', 'addOutputs']
  .map((name) => [name, ['amazonLinux2023', 'addOutputs'].includes(name)] as const));
const AGENTS = { 'Python/3.11.2': 'Python', 'DotNet/8.0.1': 'C#', 'go1.26.1/linux/amd64': 'Go' };

const told = (agent: string, message: string) => inCallersLanguage(message, callersSpelling(agent), () => KNOWN);
const names = Object.values(JSON.parse(readFileSync(path.join(__dirname, '..', '..', '..', 'api', 'assembly.json'), 'utf8')).types as Record<string, {
  properties?: Array<{ name: string; static?: boolean }>; methods?: Array<{ name?: string; static?: boolean }>;
}>).flatMap(({ properties = [], methods = [] }) => [...properties, ...methods]).map(({ name }) => name!).filter((name) => /^[a-z]/.test(name));

describe('the names of a message', () => {
  test.each([
    ['Python/3.11.2', "set 'base_image' to BaseImage.amazon_linux2023(), or give 'schedule'"],
    ['DotNet/8.0.1', "set 'BaseImage' to BaseImage.AmazonLinux2023(), or give 'Schedule'"],
    ['go1.26.1/linux/amd64', "set 'BaseImage' to BaseImage_AmazonLinux2023(...), or give 'Schedule'"],
    ['Java/17.0.9', "set 'baseImage' to BaseImage.amazonLinux2023(), or give 'schedule'"],
  ])('are those of %s', (agent, expected) => {
    expect(told(agent, "set 'baseImage' to BaseImage.amazonLinux2023(), or give 'schedule'")).toBe(expected);
  });

  test('are those of TypeScript where no other language calls', () => {
    expect(callersSpelling(undefined)).toBeUndefined();
    expect(inCallersLanguage("give 'baseImage'", undefined)).toBe("give 'baseImage'");
  });

  test('include constants and calls, also of other packages', () => {
    expect(told('Python/3', 'use Platform.LINUX, Duration.minutes(30) and addOutputs()')).toBe('use Platform.LINUX, Duration.minutes(30) and add_outputs()');
    expect(told('go1.26', 'use Platform.LINUX, Duration.minutes(30) and addOutputs()')).toBe('use Platform_LINUX, Duration_Minutes(30) and AddOutputs(...)');
  });

  test('show in Go which calls take parameters, since Go must give the optional ones, too', () => {
    expect(told('go1.26', 'BaseImage.amazonLinux2023() with ImageScanningConfiguration.testInstance()'))
      .toBe('BaseImage_AmazonLinux2023(...) with ImageScanningConfiguration_TestInstance()');
  });

  test('are not the functions of a schedule', () => {
    const message = "Valid are for example 'cron(0 10 ? * mon-fri *)' and 'rate(12 hours)', it is neither cron(...) nor rate(...)";
    for (const agent of Object.keys(AGENTS)) expect(inCallersLanguage(message, callersSpelling(agent), () => new Map([...KNOWN, ['cron', true], ['rate', true]]))).toBe(message);
  });

  test('are left as they are in addresses and in values', () => {
    const message = "See https://example.com/baseImage got 'only' and myImage";
    for (const agent of Object.keys(AGENTS)) expect(told(agent, message)).toBe(message);
  });

  test('are left as they are in text that is verbatim, also with a quoted name', () => {
    const message = `${verbatim(`steps[0].onFailure: must be one of onFailure, {{ build.Fetch.imageName }} and ${quoted('only')}, not imageName`)}: give it`;
    for (const agent of Object.keys(AGENTS)) expect(told(agent, message)).toBe("steps[0].onFailure: must be one of onFailure, {{ build.Fetch.imageName }} and 'only', not imageName: give it");
  });

  test.each(["got 'imageName' of 'S/imageName'", "nothing is at 'docs/Base.imageName'", "'/golden/imageName' and './imageName'"])('are not looked for in given values and paths: %s', (message) => {
    for (const agent of Object.keys(AGENTS)) expect(told(agent, message)).toBe(message);
  });

  test('are not the names that a user chose', () => {
    const message = `has no parameter ${quoted('only')}, only ${quoted('imageName')}`;
    for (const agent of [undefined, ...Object.keys(AGENTS)]) expect(inCallersLanguage(message, callersSpelling(agent), () => KNOWN)).toBe("has no parameter 'only', only 'imageName'");
  });
});

test.each(Object.entries(AGENTS))('every name of the API is spelled for %s as jsii-pacmak generates it for %s', (agent, language) => {
  const { member } = callersSpelling(agent) as Spelling;
  const generated = language === 'Python' ? (name: string) => toSnakeCase(name) : (name: string) => toPascalCase(name);
  expect(names.length).toBeGreaterThan(500);
  expect(names.filter((name) => member(name) !== generated(name)).map((name) => [name, member(name), generated(name)])).toEqual([]);
});
